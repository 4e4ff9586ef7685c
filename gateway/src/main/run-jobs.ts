import type { Log } from '../domain/ports.ts';

/** Something that is done again and again beside the requests. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  /** True: also once at the start, before the first pause. */
  readonly atStart?: boolean;
  /** The signal is given when the process ends: what is left is for the next run. */
  run(signal: AbortSignal): Promise<unknown>;
}

export interface RunningJobs {
  /** Lets a run that has begun end, and begins no other. */
  stop(): Promise<void>;
}

/** Runs each job by itself, one run after the other: a slow one is not started twice, and one that fails tries again. */
export function runJobs({ jobs, log }: { readonly jobs: readonly Job[]; readonly log: Log }): RunningJobs {
  const end = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();

  const runOnce = async (job: Job): Promise<void> => {
    try {
      await job.run(end.signal);
    } catch (error) {
      log.warn({ job: job.name, error: String(error) }, 'a background job failed; it is tried again');
    }
  };
  const start = (job: Job): void => {
    const run = runOnce(job).finally(() => {
      running.delete(run);
      schedule(job);
    });
    running.add(run);
  };
  const schedule = (job: Job): void => {
    if (end.signal.aborted) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      start(job);
    }, job.everyMs).unref();
    timers.add(timer);
  };
  for (const job of jobs) {
    if (job.atStart) start(job);
    else schedule(job);
  }
  return {
    async stop() {
      end.abort();
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}

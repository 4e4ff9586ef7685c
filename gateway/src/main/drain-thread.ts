import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Log } from '../domain/ports.ts';
import type { OtherThread, ThreadReport } from '../observe/journal/drain-anywhere.ts';
import type { Segment } from '../observe/journal/journal-segment.ts';
import type { SqliteStore } from '../store/open-sqlite-store.ts';
import { type Order, type ThreadStart, tidingsSchema } from './drain-messages.ts';

/** Less than this, some thirty records, takes this thread about a millisecond. */
const WORTH_BYTES = 32 * 1024;
/** As long as the log may grow that nobody brings into the database while there is no thread. */
const WORTH_LOG_BYTES = 4 * 1024 * 1024;
const IDLE_MS = 15_000;
const END_WITHIN_MS = 3_000;
/** A thread has a heap of its own, and this one holds a few hundred records at a time. */
const MEMORY_LIMITS = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 24 };

/** Flags of the process are for the process: a module that it loads first has no business in a thread. */
const FLAGS = ['--disable-warning=ExperimentalWarning'];

/** Beside this file, both as source and in the bundle. */
const WORKER_FILE = new URL(`./drain-worker${extname(import.meta.url)}`, import.meta.url);

export interface DrainThread extends OtherThread {
  /** Resolves when the thread has let go of the database. */
  close(): Promise<void>;
}

/**
 * Keeps SQLite's work for the request log, checkpoints above all, off the thread that serves. The thread is there only
 * while there is much to do, since it costs memory. Where it cannot be had, everything is done here, as before.
 */
export function createDrainThread(from: {
  readonly store: Pick<SqliteStore, 'path' | 'logBytes' | 'setCheckpoints'>;
  readonly directory: string;
  readonly log: Log;
  readonly workerFile?: URL;
  readonly idleMs?: number;
}): DrainThread {
  const { store, directory, log, workerFile = WORKER_FILE, idleMs = IDLE_MS } = from;
  const start = { databasePath: store.path, journalDirectory: directory };
  let thread: RunningThread | undefined;
  let isUsable = true;
  let idleTimer: NodeJS.Timeout | undefined;
  let ended = Promise.resolve();
  store.setCheckpoints('elsewhere');

  const end = (): Promise<void> => {
    clearTimeout(idleTimer);
    if (thread !== undefined) ended = Promise.all([ended, thread.end()]).then(() => {});
    thread = undefined;
    return ended;
  };
  const giveUp = (error: unknown) => {
    log.warn({ error: String(error) }, 'the thread for the request log has failed; its work is done beside requests');
    isUsable = false;
    thread = undefined;
    store.setCheckpoints('here');
  };
  const isMuch = (segments: readonly Segment[]) =>
    segments.reduce((bytes, { size, drained }) => bytes + size - drained, 0) >= WORTH_BYTES;
  const startIdleTimer = () => {
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => void end(), idleMs).unref();
  };

  return {
    async drain(segments) {
      if (!isUsable || segments.length === 0) return undefined;
      const muchToDo = isMuch(segments);
      // A long log starts a thread but does not keep it: it is emptied when the thread ends, and not before.
      if (thread === undefined && !muchToDo && store.logBytes() < WORTH_LOG_BYTES) return undefined;
      try {
        if (thread === undefined || muchToDo) startIdleTimer();
        thread ??= startThread({ start, workerFile, log });
        return await thread.drain(segments);
      } catch (error) {
        giveUp(error);
        return undefined;
      }
    },
    close() {
      isUsable = false;
      return end();
    },
  };
}

interface RunningThread {
  /** One at a time. @throws Error when the thread has ended */
  drain(segments: readonly Segment[]): Promise<ThreadReport>;
  end(): Promise<void>;
}

function startThread(from: { start: ThreadStart; workerFile: URL; log: Log }): RunningThread {
  const { start, workerFile, log } = from;
  const worker = new Worker(workerFile, { workerData: start, execArgv: FLAGS, resourceLimits: MEMORY_LIMITS });
  let answer: PromiseWithResolvers<ThreadReport> | undefined;
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    answer?.reject(failure);
  };
  worker.on('error', fail);
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      fail(new Error('the thread has ended'));
      resolve();
    });
  });
  worker.on('message', (message: unknown) => {
    const tidings = tidingsSchema.parse(message);
    if (tidings.about === 'log') log[tidings.level](tidings.fields, tidings.message);
    else answer?.resolve({ result: tidings.result, drained: new Map(tidings.drained) });
  });
  worker.unref();
  const order = (given: Order) => worker.postMessage(given);

  return {
    async drain(segments) {
      if (failure !== undefined) throw failure;
      answer = Promise.withResolvers();
      order({ order: 'drain', segments: segments.map((segment) => ({ ...segment })) });
      return answer.promise;
    },
    async end() {
      order({ order: 'end' });
      const limit = setTimeout(() => void worker.terminate(), END_WITHIN_MS);
      await exited;
      clearTimeout(limit);
    },
  };
}

import type { SoakSample } from './soak-sample.ts';
import type { SoakEnd } from './soak-traffic.ts';

export interface SoakRun {
  /** While there was traffic, one a second, the first seconds left out. */
  readonly samples: readonly SoakSample[];
  /** Before the traffic, and when all of it had ended. */
  readonly before: SoakSample;
  readonly after: SoakSample;
  readonly ends: ReadonlyMap<SoakEnd, number>;
  readonly started: number;
  readonly logged: number;
  readonly exitCode: number | null;
}

export interface Finding {
  readonly holds: boolean;
  readonly text: string;
}

const MAX_DELAY_P99_MS = 50;
/** A short run still grows into its heap: less than this, and less than a tenth, is none. */
const GROWTH_BYTES = 40_000_000;
/** Connections to providers are kept for a while. */
const KEPT_SOCKETS = 40;
const TIMERS = 3;

/** What a soak must show, each with its figures. */
export function judgeSoak(run: SoakRun): readonly Finding[] {
  const { samples, before, after, ends, started, logged, exitCode } = run;
  const half = Math.floor(samples.length / 2);
  const rss = [samples.slice(0, half), samples.slice(half)].map((part) => median(part.map(({ rssBytes }) => rssBytes)));
  const heap = [samples.slice(0, half), samples.slice(half)].map((part) =>
    Math.min(...part.map(({ heapBytes }) => heapBytes)),
  );
  const [rssEarly = 0, rssLate = 0] = rss;
  const [heapEarly = 0, heapLate = 0] = heap;
  const delayP99 = samples.at(-1)?.lifetimeDelayP99Ms ?? 0;
  const worst = median(samples.map(({ worstDelayMs }) => worstDelayMs));
  const noEnd = ends.get('no end') ?? 0;
  const told = [...ends].map(([end, count]) => `${count} ${end}`).join(', ');
  return [
    { holds: noEnd === 0, text: `${started} requests: ${told}` },
    { holds: logged === started, text: `${logged} of ${started} requests stand in the log, once each` },
    {
      holds: rssLate - rssEarly < Math.max(GROWTH_BYTES, rssEarly * 0.1),
      text: `memory, first half to second: ${mb(rssEarly)} to ${mb(rssLate)} MB resident, least heap ${mb(heapEarly)} to ${mb(heapLate)} MB`,
    },
    {
      holds: after.sockets <= before.sockets + KEPT_SOCKETS,
      text: `open sockets: ${before.sockets} before, at most ${Math.max(...samples.map(({ sockets }) => sockets))}, ${after.sockets} when all had ended`,
    },
    {
      holds: after.timers <= before.timers + TIMERS,
      text: `timers: ${before.timers} before, at most ${Math.max(...samples.map(({ timers }) => timers))}, ${after.timers} when all had ended`,
    },
    {
      holds: delayP99 < MAX_DELAY_P99_MS,
      text: `event-loop delay: p99 ${delayP99.toFixed(1)} ms; the worst of a second, in the median: ${worst.toFixed(1)} ms`,
    },
    { holds: exitCode === 0, text: `exit code ${exitCode}` },
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

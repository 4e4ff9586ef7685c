import * as z from 'zod';

const callFrameSchema = z.object({
  functionName: z.string(),
  /** Empty for what has no source: native code and what is written in brackets, such as `(idle)`. */
  url: z.string(),
  /** Counted from 0. */
  lineNumber: z.number(),
  columnNumber: z.number(),
});

/** The V8 CPU profile format, as far as it is read here. */
export const cpuProfileSchema = z.object({
  nodes: z.array(z.object({ id: z.number(), callFrame: callFrameSchema, children: z.array(z.number()).default([]) })),
  samples: z.array(z.number()),
  /** Time before each sample, µs. */
  timeDeltas: z.array(z.number()),
});

export type CpuProfile = z.infer<typeof cpuProfileSchema>;
export type CallFrame = z.infer<typeof callFrameSchema>;

/** What a function took itself, without those that it calls. */
export interface OwnTime {
  readonly frame: CallFrame;
  /** The nearest function with a source that called it; itself, if it has one. */
  readonly caller: CallFrame | undefined;
  /** Of all the time in which the program did something. */
  readonly share: number;
}

/** Most expensive first. Without idling, and without what the profiler itself takes. */
export function ownTimes(profile: CpuProfile): OwnTime[] {
  const microsById = new Map<number, number>();
  profile.samples.forEach((id, place) => {
    microsById.set(id, (microsById.get(id) ?? 0) + (profile.timeDeltas[place] ?? 0));
  });
  const callerOf = findCallers(profile);
  const byFunction = new Map<string, { frame: CallFrame; caller: CallFrame | undefined; micros: number }>();
  for (const { id, callFrame: frame } of profile.nodes) {
    const micros = microsById.get(id) ?? 0;
    const caller = callerOf(id);
    if (micros === 0 || frame.functionName === '(idle)' || caller?.url === 'node:inspector') continue;
    const key = `${keyOf(frame)} ${caller === undefined ? '' : keyOf(caller)}`;
    const entry = byFunction.get(key) ?? { frame, caller, micros: 0 };
    entry.micros += micros;
    byFunction.set(key, entry);
  }
  const times = [...byFunction.values()].sort((left, right) => right.micros - left.micros);
  const total = times.reduce((sum, { micros }) => sum + micros, 0);
  return times.map(({ frame, caller, micros }) => ({ frame, caller, share: micros / total }));
}

function keyOf({ functionName, url, lineNumber, columnNumber }: CallFrame): string {
  return `${functionName} ${url}:${lineNumber}:${columnNumber}`;
}

function findCallers({ nodes }: CpuProfile): (id: number) => CallFrame | undefined {
  const parents = new Map(nodes.flatMap(({ id, children }) => children.map((child) => [child, id] as const)));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  return (id) => {
    for (let place: number | undefined = id; place !== undefined; place = parents.get(place)) {
      const frame = frames.get(place);
      if (frame !== undefined && frame.url !== '') return frame;
    }
    return undefined;
  };
}

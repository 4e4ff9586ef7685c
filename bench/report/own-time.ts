import * as z from 'zod';

/** The V8 CPU profile format, as far as it is read here. */
export const cpuProfileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
    }),
  ),
  samples: z.array(z.number()),
  /** Time before each sample, µs. */
  timeDeltas: z.array(z.number()),
});

export type CpuProfile = z.infer<typeof cpuProfileSchema>;

/** Own time: what a function takes itself, without those that it calls. */
export interface OwnTime {
  readonly name: string;
  readonly url: string;
  /** Counted from 1; 0 for what has no source. */
  readonly line: number;
  /** Of the time in which the program did something. */
  readonly share: number;
}

const IDLE = '(idle)';

/** Most expensive first. */
export function ownTimes(profile: CpuProfile): OwnTime[] {
  const microsById = new Map<number, number>();
  profile.samples.forEach((id, place) => {
    microsById.set(id, (microsById.get(id) ?? 0) + (profile.timeDeltas[place] ?? 0));
  });
  const byFunction = new Map<string, { name: string; url: string; line: number; micros: number }>();
  let busyMicros = 0;
  for (const { id, callFrame } of profile.nodes) {
    const micros = microsById.get(id) ?? 0;
    if (micros === 0 || callFrame.functionName === IDLE) continue;
    busyMicros += micros;
    const { functionName, url, lineNumber } = callFrame;
    const key = `${functionName} ${url}:${lineNumber}`;
    const entry = byFunction.get(key) ?? { name: functionName || '(anonymous)', url, line: lineNumber + 1, micros: 0 };
    entry.micros += micros;
    byFunction.set(key, entry);
  }
  return [...byFunction.values()]
    .sort((left, right) => right.micros - left.micros)
    .map(({ name, url, line, micros }) => ({ name, url, line, share: micros / busyMicros }));
}

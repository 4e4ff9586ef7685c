import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- [options]
  --quick           one look in less than a minute; writes no file
  --rounds N        how often everything is measured, floor and gateway in turn (5; with --quick 2)
  --check N         exit code 1 when the gateway takes more than N times the floor's CPU per request or per chunk
  --profile         a CPU profile of the gateway instead of figures: the top of its own time, and where the files are
  --out FILE        where the report is written (bench/RESULTS.md; with --quick nowhere)
  --entry FILE      another build of the gateway, such as an older dist/main.js (default: a fresh build)`;

/** How long each load runs, ms. */
export interface Durations {
  readonly saturation: number;
  readonly manyConnections: number;
  readonly steady: number;
  readonly singleChunks: number;
  readonly burst: number;
  readonly firstContent: number;
  readonly profile: number;
}

export interface BenchOptions {
  readonly quick: boolean;
  readonly rounds: number;
  readonly profile: boolean;
  readonly mostRatio: number | undefined;
  readonly outPath: string | undefined;
  readonly entry: string | undefined;
  readonly durations: Durations;
  /** How many requests each program has answered before anything is measured. */
  readonly warmUpRequests: number;
}

const FULL: Durations = {
  saturation: 3_000,
  manyConnections: 2_000,
  steady: 4_000,
  singleChunks: 3_000,
  burst: 2_000,
  firstContent: 2_000,
  profile: 5_000,
};

const QUICK: Durations = {
  saturation: 1_200,
  manyConnections: 600,
  steady: 1_200,
  singleChunks: 1_000,
  burst: 800,
  firstContent: 600,
  profile: 5_000,
};

/** @throws Error that says what is wrong */
export function readOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      check: { type: 'string' },
      profile: { type: 'boolean', default: false },
      out: { type: 'string' },
      entry: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { quick, profile, entry } = values;
  const rounds = numberOf('rounds', values.rounds) ?? (quick ? 2 : 5);
  if (!Number.isInteger(rounds)) throw new Error('--rounds must be a whole number');
  return {
    quick,
    rounds,
    profile,
    mostRatio: numberOf('check', values.check),
    outPath: values.out ?? (quick ? undefined : 'bench/RESULTS.md'),
    entry,
    durations: quick ? QUICK : FULL,
    warmUpRequests: quick && !profile ? 6_000 : 20_000,
  };
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`--${name} must be a number above 0, not "${text}"`);
}

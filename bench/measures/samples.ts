import type { Side } from '../targets.ts';

/** What is looked at, each in every round. */
export type MeasureId = 'saturation' | 'many connections' | 'steady' | 'single chunks' | 'burst' | 'first content';

export type ValueName = 'perSecond' | 'cpuMicros' | 'coresUsed' | 'p50Ms' | 'p99Ms';

/** One load on one side in one round. */
export interface Sample {
  readonly measure: MeasureId;
  readonly side: Side;
  readonly round: number;
  readonly values: Readonly<Partial<Record<ValueName, number>>>;
}

interface Question {
  readonly samples: readonly Sample[];
  readonly measure: MeasureId;
  readonly value: ValueName;
}

/** The values of one side, in the order of the rounds. */
export function valuesOf({ samples, measure, value, side }: Question & { side: Side }): number[] {
  return samples
    .filter((sample) => sample.measure === measure && sample.side === side)
    .sort((left, right) => left.round - right.round)
    .map(({ values }) => values[value] ?? Number.NaN);
}

/** Gateway ÷ floor, round by round: what disturbs a round disturbs both. */
export function ratiosOf(question: Question): number[] {
  const floor = valuesOf({ ...question, side: 'floor' });
  return valuesOf({ ...question, side: 'gateway' }).map((value, round) => value / (floor[round] ?? Number.NaN));
}

/** What a side takes more than the upstream alone, round by round. */
export function addedOf(question: Question & { side: Side }): number[] {
  const direct = valuesOf({ ...question, side: 'direct' });
  return valuesOf(question).map((value, round) => value - (direct[round] ?? Number.NaN));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

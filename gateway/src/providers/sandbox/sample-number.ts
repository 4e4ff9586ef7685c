import type { JsonObject } from '../../domain/json.ts';

interface Bound {
  readonly at: number;
  readonly isExclusive: boolean;
}

/** A number within the bounds of a schema; another one for each index, as long as the bounds have room. */
export function sampleNumber(ask: {
  readonly schema: JsonObject;
  readonly index: number;
  readonly isWhole: boolean;
}): number {
  const { schema, index } = ask;
  const low = tighter(schema.minimum, schema.exclusiveMinimum, Math.max);
  const high = tighter(schema.maximum, schema.exclusiveMaximum, Math.min);
  const step = numberOf(schema.multipleOf) ?? (ask.isWhole ? 1 : undefined);
  if (step !== undefined && step > 0) return multiple({ low, high, step, index });
  if (low !== undefined && high !== undefined) return low.at + (high.at - low.at) / (index + 2);
  if (high !== undefined) return Math.min(1, high.at - 1) - index;
  return Math.max(1, low === undefined ? 1 : low.at + 1) + index;
}

function multiple(ask: { low: Bound | undefined; high: Bound | undefined; step: number; index: number }): number {
  const { low, high, step, index } = ask;
  const least = low === undefined ? Number.NEGATIVE_INFINITY : firstStepFrom(low, step);
  const most = high === undefined ? Number.POSITIVE_INFINITY : -firstStepFrom({ ...high, at: -high.at }, step);
  const first = Math.min(Math.max(1, least), most);
  // Upwards from the first one; from the upper bound on, downwards.
  return (first + index <= most ? first + index : first - index) * step;
}

/** The lowest whole multiple that is not below the bound, in steps. */
function firstStepFrom({ at, isExclusive }: Bound, step: number): number {
  const steps = Math.ceil(at / step);
  return isExclusive && steps * step === at ? steps + 1 : steps;
}

function tighter(inclusive: unknown, exclusive: unknown, pick: (a: number, b: number) => number): Bound | undefined {
  const including = numberOf(inclusive);
  const excluding = numberOf(exclusive);
  if (excluding === undefined) return including === undefined ? undefined : { at: including, isExclusive: false };
  const at = pick(including ?? excluding, excluding);
  return { at, isExclusive: at === excluding };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

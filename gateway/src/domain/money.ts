/** Whole nano-dollars: 1 USD = 1 000 000 000. Integers end to end, so that sums are exact. */
export type NanoUsd = number;

export const NANO_PER_USD = 1_000_000_000;

/** Writes nano-dollars as a decimal of dollars with nine places, as `cost.usd` shows them. */
export function formatUsd(nanoUsd: NanoUsd): string {
  const sign = nanoUsd < 0 ? '-' : '';
  const whole = Math.abs(nanoUsd);
  const dollars = Math.floor(whole / NANO_PER_USD);
  return `${sign}${dollars}.${String(whole % NANO_PER_USD).padStart(9, '0')}`;
}

/** Reads a dollar amount given as a number or a decimal text. @throws RangeError for what is no finite amount */
export function parseUsd(amount: number | string): NanoUsd {
  const value = Number(amount);
  if (!Number.isFinite(value)) throw new RangeError('not an amount in dollars');
  return Math.round(value * NANO_PER_USD);
}

import { usageError } from './cli-error.ts';

const MOST = 10_000;

/** The `--limit` of a list. @throws CliError usage */
export function readPageLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit;
  throw usageError(`--limit ${text} is no number from 1 to ${MOST}.`);
}

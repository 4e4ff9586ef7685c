import type { AttemptFailure } from '../domain/failure.ts';

/** Answers that a path gets which is not there. */
const OF_ANOTHER_PATH: ReadonlySet<number | undefined> = new Set([404, 405, 410, 421, 501]);
const NAMES_A_MODEL = /^[^<]*\b(model|models|deployment)\b/i;

/**
 * Whether what answered is some other server than the provider, or another path of it: it says that there is nothing,
 * without a code of the provider's format, and does not speak of a model.
 */
export function isOfAnotherServer({ class: failureClass, status, code, note }: AttemptFailure): boolean {
  if (failureClass === 'malformed_response') return true;
  return OF_ANOTHER_PATH.has(status) && code === undefined && !NAMES_A_MODEL.test(note ?? '');
}

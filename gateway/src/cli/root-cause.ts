import { ERROR_CATALOGUE, type ErrorEntry } from '@latentkit/contract/error-catalogue';
import type { AttemptRecord, RequestRecord } from '../domain/request-record.ts';
import { FAILURE_WORDS } from './failure-words.ts';
import { skipWords } from './skip-words.ts';

export interface RootCause {
  readonly cause: string;
  readonly fix: string | undefined;
}

/** One sentence on why a request ended as it did, from what was recorded of it. */
export function rootCause(record: RequestRecord): RootCause {
  const failed = record.attempts.filter(({ outcome }) => outcome === 'failed' || outcome === 'cut');
  const [first] = failed;
  if (record.outcome === 'answered') return answered({ record, first });
  if (record.outcome === 'cancelled')
    return { cause: 'The client went away before the answer was complete.', fix: FAILURE_WORDS.cancelled.fix };
  if (first === undefined) return withoutAttempt(record);
  // The first failure is the one to mend: had it not happened, nothing after it would have mattered.
  const words = FAILURE_WORDS[first.failureClass ?? 'unknown'];
  const whole = record.outcome === 'cut' ? 'The answer broke off' : 'No attempt answered';
  return { cause: `${whole}: at ${nameOf(first)}, ${words.cause}${statusOf(first)}.`, fix: words.fix };
}

function answered({
  record,
  first,
}: {
  readonly record: RequestRecord;
  readonly first: AttemptRecord | undefined;
}): RootCause {
  const last = record.attempts.at(-1);
  const by = last === undefined ? 'Answered.' : `Answered by ${nameOf(last)}`;
  if (first === undefined || last === undefined) return { cause: last === undefined ? by : `${by}.`, fix: undefined };
  const words = FAILURE_WORDS[first.failureClass ?? 'unknown'];
  return { cause: `${by}, since at ${nameOf(first)} ${words.cause}${statusOf(first)}.`, fix: words.fix };
}

function withoutAttempt({ errorCode, errorReason, errorParam, skipped }: RequestRecord): RootCause {
  const [left] = skipped;
  if (errorReason === 'no_eligible_attempt' && left !== undefined) {
    const others = skipped.length > 1 ? ` The other ${skipped.length - 1} are listed below.` : '';
    return {
      cause: `No attempt could be used: at ${left.connection}/${left.model}, ${skipWords(left.reason)}.${others}`,
      fix: 'Add an attempt that can serve such a task, or change the task.',
    };
  }
  const entry = entryOf(errorCode);
  const param = errorParam === undefined ? '' : ` (param "${errorParam}")`;
  const reason = errorReason === undefined ? '' : `, ${errorReason}`;
  return {
    cause: `Refused before any attempt: ${errorCode ?? 'unknown'}${reason}${param}. ${entry?.message ?? ''}`.trim(),
    fix: entry?.hint,
  };
}

function entryOf(code: string | undefined): ErrorEntry | undefined {
  return Object.entries(ERROR_CATALOGUE).find(([known]) => known === code)?.[1];
}

function nameOf({ connection, model }: AttemptRecord): string {
  return `${connection}/${model}`;
}

function statusOf({ status, failureDetail }: AttemptRecord): string {
  const facts = [status === undefined ? undefined : `status ${status}`, failureDetail].filter(Boolean);
  return facts.length === 0 ? '' : ` (${facts.join(', ')})`;
}

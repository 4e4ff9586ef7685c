import { setTimeout as wait } from 'node:timers/promises';
import type { SealedContent } from '../../domain/request-content.ts';
import type { OpenAttempt, RequestRecord } from '../../domain/request-record.ts';

/** Where the journal is drained to: the store. */
export interface RequestSink {
  /** Idempotent by request id. */
  appendRequests(records: readonly RequestRecord[]): Promise<void>;
  /** Idempotent by attempt id. */
  appendOpenAttempts(opened: readonly OpenAttempt[]): Promise<void>;
  /** Idempotent by request id. */
  appendContents(contents: readonly SealedContent[]): Promise<void>;
  writeSetting(setting: { readonly name: string; readonly value: string }): Promise<void>;
  /** Resolves when what was appended survives a loss of power; absent where that is so at once. */
  sync?(): Promise<void>;
}

export interface Refusal {
  readonly record: RequestRecord;
  readonly error: unknown;
}

export type AppendResult =
  | { readonly done: true; readonly refused: readonly Refusal[] }
  /** Some of the records may be in the store nevertheless. */
  | { readonly done: false; readonly error: unknown };

const TRIES_ALONE = 3;
const TRY_AGAIN_MS = 100;

/**
 * Appends records to the store. One that the store refuses while it takes other writes is given back as refused: it
 * must not hold up all that come after it.
 */
export async function appendAll(append: {
  readonly records: readonly RequestRecord[];
  readonly sink: RequestSink;
}): Promise<AppendResult> {
  const { records, sink } = append;
  const error = await failureOf(() => sink.appendRequests(records));
  if (error === undefined) return { done: true, refused: [] };
  const [record] = records;
  if (record !== undefined && records.length === 1) return appendAlone({ record, sink });
  if (!(await takesWrites(sink))) return { done: false, error };
  // Halves, until the one that is refused stands alone. What is appended twice on the way is there once.
  const middle = Math.ceil(records.length / 2);
  const first = await appendAll({ sink, records: records.slice(0, middle) });
  if (!first.done) return first;
  const second = await appendAll({ sink, records: records.slice(middle) });
  return second.done ? { done: true, refused: [...first.refused, ...second.refused] } : second;
}

/** Appends open attempts. Those that the store refuses while it takes other writes are left out: their records will come. */
export async function appendOpen({
  opened,
  sink,
}: {
  readonly opened: readonly OpenAttempt[];
  readonly sink: RequestSink;
}): Promise<{ readonly done: boolean; readonly error: unknown }> {
  if (opened.length === 0) return { done: true, error: undefined };
  const error = await failureOf(() => sink.appendOpenAttempts(opened));
  return { done: error === undefined || (await takesWrites(sink)), error };
}

/** Appends contents. Those that the store refuses while it takes other writes are lost, which their requests survive. */
export async function appendContents({
  contents,
  sink,
}: {
  readonly contents: readonly SealedContent[];
  readonly sink: RequestSink;
}): Promise<{ readonly done: boolean; readonly error: unknown }> {
  if (contents.length === 0) return { done: true, error: undefined };
  const error = await failureOf(() => sink.appendContents(contents));
  return { done: error === undefined || (await takesWrites(sink)), error };
}

async function appendAlone({ record, sink }: { record: RequestRecord; sink: RequestSink }): Promise<AppendResult> {
  for (let turn = 1; ; turn++) {
    const error = await failureOf(() => sink.appendRequests([record]));
    if (error === undefined) return { done: true, refused: [] };
    if (!(await takesWrites(sink))) return { done: false, error };
    if (turn === TRIES_ALONE) return { done: true, refused: [{ record, error }] };
    await wait(TRY_AGAIN_MS);
  }
}

async function takesWrites(sink: RequestSink): Promise<boolean> {
  return (await failureOf(() => sink.writeSetting({ name: 'journal.probe', value: '' }))) === undefined;
}

async function failureOf(act: () => Promise<void>): Promise<unknown> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return error ?? new Error('failed without an error');
  }
}

import { randomUUID } from 'node:crypto';
import { CompiledQuery, type Kysely, type Transaction } from 'kysely';
import { earliestId, timeOfId } from '../domain/ids.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { SPAN_MS, SPANS, spanStart, type UsageSpan } from '../domain/usage-store.ts';
import type { Database } from './database-schema.ts';

/**
 * Marks the slots of records that are appended in a transaction: their sums are out of date once it is committed. Its
 * statement is made once, since there may be a hundred appends a second.
 */
export function createUsageMarks({
  database,
}: {
  readonly database: Kysely<Database>;
}): (append: {
  readonly transaction: Transaction<Database>;
  readonly records: readonly Pick<RequestRecord, 'id'>[];
}) => Promise<void> {
  const { sql } = markStatement({ database, stretch: { span: 'slot', startMs: 0 } }).compile();
  return async ({ transaction, records }) => {
    const starts = new Set<number>();
    for (const { id } of records) {
      const atMs = timeOfId({ kind: 'req', id });
      if (atMs !== undefined) starts.add(spanStart({ span: 'slot', atMs }));
    }
    // In order, so that two processes that mark the same slots never wait for each other.
    for (const startMs of [...starts].sort((left, right) => left - right)) {
      await transaction.executeQuery(CompiledQuery.raw(sql, ['slot', startMs, randomUUID()]));
    }
  };
}

interface Stretch {
  readonly span: UsageSpan;
  readonly startMs: number;
}

export async function markStretch({
  database,
  ...stretch
}: Stretch & { readonly database: Kysely<Database> }): Promise<void> {
  await markStatement({ database, stretch }).execute();
}

/**
 * Gives a stretch a mark that was never there before. Also where it has one: whoever sums it up at this moment has not seen
 * what is new, and must not clear the mark. That is why this is an update, which waits for that one's transaction.
 */
function markStatement({ database, stretch }: { readonly database: Kysely<Database>; readonly stretch: Stretch }) {
  return database
    .insertInto('usage_dirty')
    .values({ span: stretch.span, start_ms: stretch.startMs, mark: randomUUID() })
    .onConflict((conflict) =>
      conflict.columns(['span', 'start_ms']).doUpdateSet(({ ref }) => ({ mark: ref('excluded.mark') })),
    );
}

/** Marks every slot that has rows, and every stretch that has sums. */
export async function markAllUsage({ database }: { readonly database: Kysely<Database> }): Promise<void> {
  const summed = await database.selectFrom('usage_sums').select(['span', 'start_ms']).distinct().execute();
  for (const span of SPANS) {
    for (const stretch of summed) {
      if (stretch.span === span) await markStretch({ database, span, startMs: stretch.start_ms });
    }
  }
  // From slot to slot by the key of the table: the rows between are not read.
  for (let from = 'req_'; ; ) {
    const next = await database
      .selectFrom('requests')
      .select('id')
      .where('id', '>', from)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    if (next === undefined) return;
    const timeMs = timeOfId({ kind: 'req', id: next.id });
    if (timeMs === undefined) from = next.id;
    else {
      const startMs = spanStart({ span: 'slot', atMs: timeMs });
      await markStretch({ database, span: 'slot', startMs });
      from = earliestId({ kind: 'req', atMs: startMs + SPAN_MS.slot });
    }
  }
}

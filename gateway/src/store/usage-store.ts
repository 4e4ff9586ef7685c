import type { Kysely, Transaction } from 'kysely';
import { SPANS, spanStart, type UsageStore } from '../domain/usage-store.ts';
import type { Database } from './database-schema.ts';
import { markAllUsage, markStretch } from './mark-usage.ts';
import { readUsageRows } from './usage-rows.ts';

/** Usage in one database. */
export function createUsageStore({ database }: { database: Kysely<Database> }): UsageStore {
  return {
    async dirty({ span, fromMs, toMs, limit }) {
      const stretches = await database
        .selectFrom('usage_dirty')
        .select(['start_ms', 'mark'])
        .where('span', '=', span)
        .where('start_ms', '>=', fromMs)
        .where('start_ms', '<', toMs)
        .orderBy('start_ms')
        .limit(limit)
        .execute();
      return stretches.map(({ start_ms: startMs, mark }) => ({ startMs, mark }));
    },
    async sums({ span, fromMs, toMs, part, workspaceId, after, limit }) {
      let query = database
        .selectFrom('usage_sums')
        .select(['start_ms as startMs', 'workspace_id as workspaceId', `${part} as sums`])
        .where('span', '=', span)
        .where('start_ms', '>=', after?.startMs ?? fromMs)
        .where('start_ms', '<', toMs)
        .orderBy('start_ms')
        .orderBy('workspace_id')
        .limit(limit);
      if (workspaceId !== undefined) query = query.where('workspace_id', '=', workspaceId);
      if (after !== undefined) {
        query = query.where(({ or, eb }) =>
          or([eb('start_ms', '>', after.startMs), eb('workspace_id', '>', after.workspaceId)]),
        );
      }
      return query.execute();
    },
    rows: (query) => readUsageRows({ database, query }),
    replaceSums: (replacement) =>
      database.transaction().execute((transaction) => replaceSums({ transaction, replacement })),
    markAll: () => database.transaction().execute((transaction) => markAllUsage({ database: transaction })),
  };
}

async function replaceSums({
  transaction,
  replacement,
}: {
  readonly transaction: Transaction<Database>;
  readonly replacement: Parameters<UsageStore['replaceSums']>[0];
}): Promise<boolean> {
  const { span, startMs, mark, sums } = replacement;
  const { numDeletedRows } = await transaction
    .deleteFrom('usage_dirty')
    .where('span', '=', span)
    .where('start_ms', '=', startMs)
    .where('mark', '=', mark)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) return false;
  await transaction.deleteFrom('usage_sums').where('span', '=', span).where('start_ms', '=', startMs).execute();
  for (const { workspaceId, totals, detail } of sums) {
    await transaction
      .insertInto('usage_sums')
      .values({ span, start_ms: startMs, workspace_id: workspaceId, totals, detail })
      .execute();
  }
  const wider = SPANS[SPANS.indexOf(span) + 1];
  if (wider !== undefined) {
    await markStretch({ database: transaction, span: wider, startMs: spanStart({ span: wider, atMs: startMs }) });
  }
  return true;
}

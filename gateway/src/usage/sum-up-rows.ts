import type { UsageStore } from '../domain/usage-store.ts';
import { createSumsBuilder, type SumsBuilder } from './sums-builder.ts';

/** Rows that are read at once: a few milliseconds of work. */
const PAGE = 500;

/**
 * Sums of the rows of a stretch of time, by workspace; of one workspace or key only where one is named.
 * @param pause awaited between two pages, so that others get their turn
 */
export async function sumUpRows({
  usage,
  fromMs,
  toMs,
  workspaceId,
  keyId,
  pause,
}: {
  readonly usage: Pick<UsageStore, 'rows'>;
  readonly fromMs: number;
  readonly toMs: number;
  readonly workspaceId?: string | undefined;
  readonly keyId?: string | undefined;
  readonly pause: () => Promise<void>;
}): Promise<{ readonly sums: ReadonlyMap<string, SumsBuilder>; readonly rows: number }> {
  const sums = new Map<string, SumsBuilder>();
  let afterId: string | undefined;
  let rows = 0;
  for (;;) {
    const page = await usage.rows({ fromMs, toMs, workspaceId, keyId, afterId, limit: PAGE });
    for (const row of page) {
      let builder = sums.get(row.workspaceId);
      if (builder === undefined) {
        builder = createSumsBuilder();
        sums.set(row.workspaceId, builder);
      }
      builder.addRow(row);
    }
    rows += page.length;
    if (page.length < PAGE) return { sums, rows };
    afterId = page.at(-1)?.id;
    await pause();
  }
}

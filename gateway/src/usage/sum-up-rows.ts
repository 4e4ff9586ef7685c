import type { UsageStore } from '../domain/usage-store.ts';
import { createSumsBuilder, type SumsBuilder } from './sums-builder.ts';

/** Rows that are read at once: a few milliseconds of work. */
const PAGE = 500;

/**
 * Sums of the rows of a stretch of time, by workspace; of one workspace or key only where one is named.
 * @param pause awaited between two pages, so that others get their turn
 * @param onPage told how many rows each page has
 * @throws what `onPage` throws
 */
export async function sumUpRows({
  usage,
  fromMs,
  toMs,
  workspaceId,
  keyId,
  pause,
  onPage,
}: {
  readonly usage: Pick<UsageStore, 'rows'>;
  readonly fromMs: number;
  readonly toMs: number;
  readonly workspaceId?: string | undefined;
  readonly keyId?: string | undefined;
  readonly pause: () => Promise<void>;
  readonly onPage?: ((rows: number) => void) | undefined;
}): Promise<ReadonlyMap<string, SumsBuilder>> {
  const sums = new Map<string, SumsBuilder>();
  let afterId: string | undefined;
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
    onPage?.(page.length);
    if (page.length < PAGE) return sums;
    afterId = page.at(-1)?.id;
    await pause();
  }
}

import type { UsageStore } from '../domain/usage-store.ts';

/** Of a busy day the detail has hundreds of kilobytes, the totals a few hundred bytes. */
const AT_ONCE = { detail: 4, totals: 500 } as const;

type Query = Omit<Parameters<UsageStore['sums']>[0], 'after' | 'limit'>;
type Sums = Awaited<ReturnType<UsageStore['sums']>>[number];

/**
 * All sums of stretches that start within some time, oldest first.
 * @param pause awaited between two pages, so that others get their turn
 */
export async function* readAllSums({
  usage,
  query,
  pause,
}: {
  readonly usage: Pick<UsageStore, 'sums'>;
  readonly query: Query;
  readonly pause: () => Promise<void>;
}): AsyncGenerator<Sums, void> {
  const limit = AT_ONCE[query.part];
  let after: Sums | undefined;
  do {
    const page: readonly Sums[] = await usage.sums({ ...query, after, limit });
    yield* page;
    after = page.length < limit ? undefined : page.at(-1);
    if (after !== undefined) await pause();
  } while (after !== undefined);
}

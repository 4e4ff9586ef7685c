import type { ConfigFilePrices } from '@latentkit/contract/prices-schema';
import type { CheckContext, Placed } from './check-context.ts';
import type { ConfigPath } from './config-path.ts';
import { parseStart } from './parse-start.ts';

/** At every moment exactly one price counts: one has no date, and no two begin together. */
export function checkPriceDates({
  entries,
  path,
  context,
}: {
  readonly entries: readonly Placed<ConfigFilePrices>[];
  readonly path: ConfigPath;
  readonly context: CheckContext;
}): void {
  const seen = new Set<number | undefined>();
  for (const entry of entries) {
    const { from } = entry.item;
    const fromMs = from === undefined ? undefined : parseStart(from);
    const fromPath = [...entry.path, 'from'];
    if (from !== undefined && fromMs === undefined) {
      const instead = 'Write one such as 2027-01-31 or 2027-01-31T12:00:00Z.';
      context.report({ path: fromPath, message: 'this is not a moment in time', instead });
    } else if (seen.has(fromMs)) {
      context.report({
        path: from === undefined ? entry.path : fromPath,
        message: from === undefined ? 'two prices have no date' : 'two prices begin at this moment',
        instead: 'Give each price of the list a date of its own; one has none, and counts until the first date.',
      });
    } else if (fromMs !== undefined && fromMs <= 0) {
      context.report({
        path: fromPath,
        message: 'this is before 1970',
        instead: 'Leave it out: the price counts always.',
      });
    }
    seen.add(fromMs);
  }
  if (entries.some(({ item }) => item.from === undefined)) return;
  context.report({
    path,
    message: 'until the first date there is no price',
    instead: 'Add to the list what counts until then, without "from".',
  });
}

import * as z from 'zod';

const MOST = 200;
const USUAL = 50;

/** An empty page would look like the end. */
export const NO_CURSOR = 'must be what "next" said on the page before';
const AFTER = '`next` of the page before: goes on behind it';

/** Fields of the query of every list. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MOST).default(USUAL).describe(`How many, at most ${MOST}`),
  after: z.string().max(200).optional().describe(AFTER),
});

/** The same for lists in the order of ids, which begin with this. */
export function idPageQuery(prefix: string) {
  const after = z.string().regex(new RegExp(`^${prefix}_[0-9a-z]{1,64}$`), NO_CURSOR);
  return pageQuery.extend({ after: after.optional().describe(AFTER) });
}

export type PageQuery = z.output<typeof pageQuery>;

export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    data: z.array(item),
    next: z.string().nullable().describe('Send it as `after` for the next page; null on the last one'),
  });
}

/**
 * One page of items that are in order. The cursor is the key of the last item (keyset paging): what is added or removed
 * meanwhile shifts nothing.
 */
export function pageOf<Item>({
  items,
  keyOf,
  query,
}: {
  /** In the order of their keys. */
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly query: PageQuery;
}): { readonly items: readonly Item[]; readonly next: string | null } {
  const { after, limit } = query;
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { items: page, next: last !== undefined && rest.length > limit ? keyOf(last) : null };
}

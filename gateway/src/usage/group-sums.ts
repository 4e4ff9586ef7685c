import { DIMENSION_AT } from './sum-columns.ts';
import { type EntryView, readSums } from './sums-format.ts';
import { type RowPlace, USAGE_DIMENSIONS, type UsageDimension, type UsageQuery } from './usage-query.ts';
import { createUsageTally, type UsageTally } from './usage-tally.ts';

export interface UsageGroup extends RowPlace {
  /** Of each dimension that has names, the latest one; else undefined. */
  names: readonly (string | undefined)[];
  readonly tally: UsageTally;
}

export interface SumsGrouping {
  /** To be called in the order of time, so that a group has the latest name. */
  add(block: { readonly sums: Uint8Array; readonly workspaceId: string; readonly startMs: number }): void;
  groups(): readonly UsageGroup[];
  /** Of everything that was asked for, each request once. */
  readonly totals: UsageTally;
}

/**
 * Adds up entries by period and by the dimensions of a query. A request with several tags is in the group of each.
 * @throws whatever `onTooMany` throws, once there are more groups than that
 */
export function createSumsGrouping({
  query,
  most,
  onTooMany,
}: {
  readonly query: Pick<UsageQuery, 'groupBy' | 'filters' | 'keyId'>;
  readonly most: number;
  readonly onTooMany: () => never;
}): SumsGrouping {
  const groups = new Map<string, UsageGroup>();
  const totals = createUsageTally();
  const groupFor = ({ startMs, values }: RowPlace): UsageGroup => {
    // No text of the sums has this character in it.
    const name = `${startMs}\0${values.join('\0')}`;
    const known = groups.get(name);
    if (known !== undefined) return known;
    if (groups.size === most) onTooMany();
    const group: UsageGroup = { startMs, values, names: [], tally: createUsageTally() };
    groups.set(name, group);
    return group;
  };
  return {
    add({ sums, workspaceId, startMs }) {
      let texts: readonly string[] = [];
      let isWanted: (entry: EntryView) => boolean = () => false;
      let groupsOf: (entry: EntryView) => readonly UsageGroup[] = () => [];
      readSums({
        sums,
        onTexts(found) {
          texts = found;
          isWanted = createFilter({ query, texts });
          groupsOf = createGroupFinder({ query, texts, workspaceId, startMs, groupFor });
        },
        onEntry(entry) {
          if (!isWanted(entry)) return;
          const fundedBy = texts[entry.dimensions[FUNDED_BY] ?? 0] ?? '';
          totals.add(entry, fundedBy);
          for (const group of groupsOf(entry)) group.tally.add(entry, fundedBy);
        },
      });
    },
    groups: () => [...groups.values()],
    totals,
  };
}

const FUNDED_BY = DIMENSION_AT('funded_by');
const KEY_ID = DIMENSION_AT('key_id');

interface OfTexts {
  readonly query: Pick<UsageQuery, 'groupBy' | 'filters' | 'keyId'>;
  readonly texts: readonly string[];
}

/** Each text is judged once, not once for each entry. */
function createFilter({ query, texts }: OfTexts): (entry: EntryView) => boolean {
  const judges: { readonly at: number; readonly orAt: number; readonly allowed: readonly boolean[] }[] = [];
  for (const [dimension, values] of query.filters) {
    const { id, name } = USAGE_DIMENSIONS[dimension];
    const at = DIMENSION_AT(id);
    const allowed = texts.map((text) =>
      dimension === 'tag' ? readTags(text).some((tag) => values.has(tag)) : values.has(text),
    );
    judges.push({ at, orAt: name === undefined ? at : DIMENSION_AT(name), allowed });
  }
  if (query.keyId !== undefined) {
    judges.push({ at: KEY_ID, orAt: KEY_ID, allowed: texts.map((text) => text === query.keyId) });
  }
  return ({ dimensions }) =>
    judges.every(({ at, orAt, allowed }) => allowed[dimensions[at] ?? 0] || allowed[dimensions[orAt] ?? 0]);
}

interface FinderInput extends OfTexts {
  readonly workspaceId: string;
  readonly startMs: number;
  readonly groupFor: (place: RowPlace) => UsageGroup;
}

interface Branch {
  readonly next: Map<number, Branch>;
  groups: readonly UsageGroup[] | undefined;
}

/** Within one block a combination of texts always means the same groups: they are looked for once, then by its places. */
function createGroupFinder(input: FinderInput): (entry: EntryView) => readonly UsageGroup[] {
  const { query, texts } = input;
  const places = query.groupBy.flatMap((dimension) => {
    const { idAt, nameAt } = placesOf(dimension);
    return [idAt, nameAt].filter((at) => at !== undefined);
  });
  const root: Branch = { next: new Map(), groups: undefined };
  return ({ dimensions }) => {
    let branch = root;
    for (const at of places) {
      const place = dimensions[at] ?? 0;
      let next = branch.next.get(place);
      if (next === undefined) {
        next = { next: new Map(), groups: undefined };
        branch.next.set(place, next);
      }
      branch = next;
    }
    branch.groups ??= findGroups({ ...input, textAt: (at) => texts[dimensions[at] ?? 0] ?? '' });
    return branch.groups;
  };
}

function placesOf(dimension: UsageDimension): { idAt: number | undefined; nameAt: number | undefined } {
  const { id, name } = USAGE_DIMENSIONS[dimension];
  return {
    idAt: id === undefined ? undefined : DIMENSION_AT(id),
    nameAt: name === undefined ? undefined : DIMENSION_AT(name),
  };
}

function findGroups({
  query,
  workspaceId,
  startMs,
  groupFor,
  textAt,
}: FinderInput & { readonly textAt: (at: number) => string }): readonly UsageGroup[] {
  const values = query.groupBy.map((dimension) => {
    const { idAt } = placesOf(dimension);
    return idAt === undefined ? workspaceId : textAt(idAt);
  });
  const names = query.groupBy.map((dimension) => {
    const { nameAt } = placesOf(dimension);
    return nameAt === undefined ? undefined : textAt(nameAt);
  });
  const tagAt = query.groupBy.indexOf('tag');
  const combinations =
    tagAt === -1 ? [values] : wantedTags({ query, text: values[tagAt] ?? '' }).map((tag) => values.with(tagAt, tag));
  return combinations.map((combination) => {
    const group = groupFor({ startMs, values: combination });
    group.names = names;
    return group;
  });
}

/** Where tags are asked for, the others of the same request are not shown. */
function wantedTags({ query, text }: { query: FinderInput['query']; text: string }): readonly string[] {
  const wanted = query.filters.get('tag');
  const tags = readTags(text);
  return wanted === undefined ? tags : tags.filter((tag) => wanted.has(tag));
}

/** What has no tag has the empty one. */
function readTags(text: string): readonly string[] {
  if (!text.startsWith('[')) return [''];
  const tags: unknown = JSON.parse(text);
  return Array.isArray(tags) ? tags.map(String) : [''];
}

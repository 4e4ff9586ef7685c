import { DIMENSION_AT } from './sum-columns.ts';
import { type EntryView, readSums } from './sums-format.ts';
import { type RowPlace, USAGE_DIMENSIONS, type UsageDimension, type UsageQuery } from './usage-query.ts';
import { createUsageTally, type UsageTally } from './usage-tally.ts';

export interface UsageGroup extends RowPlace {
  /** Of each dimension that has names, the latest one; else undefined. */
  readonly names: (string | undefined)[];
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
  const groupFor = (name: string, place: () => RowPlace): UsageGroup => {
    const known = groups.get(name);
    if (known !== undefined) return known;
    if (groups.size === most) onTooMany();
    const group = { ...place(), names: query.groupBy.map(() => undefined), tally: createUsageTally() };
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
  readonly groupFor: (name: string, place: () => RowPlace) => UsageGroup;
}

/** Groups are looked up by the places of texts: within one block a combination of places always means the same groups. */
function createGroupFinder(input: FinderInput): (entry: EntryView) => readonly UsageGroup[] {
  const { query, texts } = input;
  const places = query.groupBy.map((dimension) => placesOf(dimension));
  const found = new Map<string, readonly UsageGroup[]>();
  return ({ dimensions }) => {
    let combination = '';
    for (const { idAt, nameAt } of places) {
      if (idAt !== undefined) combination += `${dimensions[idAt]},`;
      if (nameAt !== undefined) combination += `${dimensions[nameAt]},`;
    }
    const known = found.get(combination);
    if (known !== undefined) return known;
    const groups = findGroups({ ...input, textAt: (at) => texts[dimensions[at] ?? 0] ?? '' });
    found.set(combination, groups);
    return groups;
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
  let combinations: readonly (readonly string[])[] = [[]];
  for (const dimension of query.groupBy) {
    const { idAt } = placesOf(dimension);
    const text = idAt === undefined ? workspaceId : textAt(idAt);
    const values = dimension === 'tag' ? wantedTags({ query, text }) : [text];
    combinations = combinations.flatMap((before) => values.map((value) => [...before, value]));
  }
  return combinations.map((values) => {
    const group = groupFor(`${startMs}\0${values.join('\0')}`, () => ({ startMs, values }));
    for (const [at, dimension] of query.groupBy.entries()) {
      const { nameAt } = placesOf(dimension);
      if (nameAt !== undefined) group.names[at] = textAt(nameAt);
    }
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

import type { AttemptSpec, RouteSpec } from '../../domain/definitions.ts';
import { isJsonObject } from '../../domain/json.ts';
import type { FieldChange } from '../apply/change.ts';
import { compareValues } from '../apply/compare-values.ts';
import { routeWords } from '../apply/config-words.ts';
import { longestIncreasing } from './longest-increasing.ts';

/** What became of one attempt. Attempts are known by their connection and model. */
export interface AttemptChange {
  readonly change: 'added' | 'removed' | 'kept';
  readonly connection: string;
  readonly model: string;
  /** 1-based place before and after; undefined where it was not, or is not any more. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Its place among the others is another one: not only that some came or went before it. */
  readonly moved: boolean;
  readonly fields: readonly FieldChange[];
}

export interface VersionDiff {
  /** Of the route itself. */
  readonly fields: readonly FieldChange[];
  /** Only those that changed: in their new order, then what was removed. */
  readonly attempts: readonly AttemptChange[];
  readonly same: boolean;
}

/** The difference between two versions of a route, or a version and a draft, field by field. */
export function diffVersions({
  before,
  after,
}: {
  readonly before: RouteSpec;
  readonly after: RouteSpec;
}): VersionDiff {
  const fields = compareValues({ before: withoutAttempts(before), after: withoutAttempts(after) });
  const attempts = diffAttempts({ before, after });
  return { fields, attempts, same: fields.length === 0 && attempts.length === 0 };
}

function diffAttempts({
  before,
  after,
}: {
  readonly before: RouteSpec;
  readonly after: RouteSpec;
}): readonly AttemptChange[] {
  const [old, fresh] = [wordsOf(before), wordsOf(after)];
  const placeBefore = matchAttempts({ before: before.attempts, after: after.attempts });
  const matched = placeBefore.filter((place) => place !== undefined);
  const inOrder = new Set(longestIncreasing(matched));
  const now = after.attempts.map(({ connection, model }, index): AttemptChange => {
    const place = placeBefore[index];
    const subject = { connection, model, to: index + 1 };
    if (place === undefined) return { ...subject, change: 'added', from: undefined, moved: false, fields: [] };
    return {
      ...subject,
      change: 'kept',
      from: place + 1,
      moved: !inOrder.has(place),
      fields: compareValues({ before: old[place], after: fresh[index] }),
    };
  });
  const removed = before.attempts.flatMap(({ connection, model }, index): AttemptChange[] =>
    matched.includes(index)
      ? []
      : [{ change: 'removed', connection, model, from: index + 1, to: undefined, moved: false, fields: [] }],
  );
  return [...now, ...removed].filter(({ change, moved, fields }) => change !== 'kept' || moved || fields.length > 0);
}

/** For each attempt of the new version its place in the old one. Of two that are alike, the first is the first. */
function matchAttempts({
  before,
  after,
}: {
  readonly before: readonly AttemptSpec[];
  readonly after: readonly AttemptSpec[];
}): readonly (number | undefined)[] {
  const taken = new Set<number>();
  return after.map(({ connection, model }) => {
    const place = before.findIndex(
      (other, index) => !taken.has(index) && other.connection === connection && other.model === model,
    );
    if (place < 0) return undefined;
    taken.add(place);
    return place;
  });
}

function withoutAttempts(spec: RouteSpec): object {
  const { attempts: _, ...rest } = routeWords(spec);
  return rest;
}

function wordsOf(spec: RouteSpec): readonly object[] {
  const { attempts } = routeWords(spec);
  return Array.isArray(attempts) ? attempts.filter(isJsonObject) : [];
}

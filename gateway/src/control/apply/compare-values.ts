import { isJsonObject } from '../../domain/json.ts';
import type { FieldChange } from './change.ts';

/** The fields in which two plain objects differ, lists and inner objects step by step: `attempts[1].model`. */
export function compareValues({
  before,
  after,
  field = '',
}: {
  readonly before: unknown;
  readonly after: unknown;
  readonly field?: string;
}): FieldChange[] {
  const [old, fresh] = asPair({ before, after });
  if (old !== undefined && fresh !== undefined) {
    const names = new Set([...Object.keys(old), ...Object.keys(fresh)]);
    const isList = Array.isArray(before) || Array.isArray(after);
    return [...names].flatMap((name) => {
      const inner = isList ? `${field}[${name}]` : field === '' ? name : `${field}.${name}`;
      return compareValues({ before: old[name], after: fresh[name], field: inner });
    });
  }
  const [was, is] = [show(before), show(after)];
  return was === is ? [] : [{ field, before: was, after: is }];
}

type Structure = Readonly<Record<string, unknown>>;

/** Two structures of one kind, where one of them may be missing: what is new is shown field by field, too. */
function asPair({ before, after }: { before: unknown; after: unknown }): readonly [Structure?, Structure?] {
  if (isStructure(before) && isStructure(after))
    return Array.isArray(before) === Array.isArray(after) ? [before, after] : [];
  if (isStructure(after) && before === undefined) return [{}, after];
  return isStructure(before) && after === undefined ? [before, {}] : [];
}

/** A list of plain values is one value: a difference in the middle of it is read best as a whole. */
function isStructure(value: unknown): value is Readonly<Record<string, unknown>> {
  return Array.isArray(value) ? value.some(isJsonObject) : isJsonObject(value);
}

function show(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

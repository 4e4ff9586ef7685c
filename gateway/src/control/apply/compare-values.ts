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
  if (isStructure(before) && isStructure(after) && Array.isArray(before) === Array.isArray(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => {
      const inner = Array.isArray(before) ? `${field}[${name}]` : field === '' ? name : `${field}.${name}`;
      return compareValues({ before: before[name], after: after[name], field: inner });
    });
  }
  const [was, is] = [show(before), show(after)];
  return was === is ? [] : [{ field, before: was, after: is }];
}

/** A list of plain values is one value: a difference in the middle of it is read best as a whole. */
function isStructure(value: unknown): value is Readonly<Record<string, unknown>> {
  return Array.isArray(value) ? value.some(isJsonObject) : isJsonObject(value);
}

function show(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

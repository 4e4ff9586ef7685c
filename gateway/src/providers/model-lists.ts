import { isJsonObject } from '../domain/json.ts';
import type { ModelList } from './provider-adapter.ts';

/** `{ data: [{ id }] }`, as most providers answer; some leave out the object around the list. */
export const openaiModelList: ModelList = { path: '/models', read: (body) => idsIn({ body, list: 'data', id: 'id' }) };

/** The ids in a list of objects that stands under a name, or is the whole answer. */
export function idsIn({
  body,
  list,
  id,
}: {
  readonly body: unknown;
  readonly list: string;
  readonly id: string;
}): readonly string[] {
  const listed = Array.isArray(body) ? body : isJsonObject(body) ? body[list] : undefined;
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((entry: unknown) => {
    const found = isJsonObject(entry) ? entry[id] : undefined;
    return typeof found === 'string' && found !== '' ? [found] : [];
  });
}

import type { MatchLogic, ModelInfo } from '@pydantic/genai-prices';

/** The names of a priced model, its own first; `*` at the end stands for anything. */
export function modelPatterns({ id, match }: Pick<ModelInfo, 'id' | 'match'>): string[] {
  const names = [id, ...patternsOf(match)].filter((name) => /^[\x21-\x2b\x2d-\x7e]+$/.test(name));
  return [...new Set(names)].filter((name) => !coveredByOther({ name, names }));
}

function patternsOf(match: MatchLogic): string[] {
  if ('or' in match) return match.or.flatMap(patternsOf);
  if ('equals' in match) return [match.equals];
  if ('starts_with' in match) return [`${match.starts_with}*`];
  if ('contains' in match) return [`${match.contains}*`];
  if ('ends_with' in match) return [match.ends_with];
  // Regular expressions here stand for dated names, which a lookup finds by leaving the date away.
  if ('and' in match) return match.and.flatMap((part) => ('starts_with' in part ? patternsOf(part) : []));
  return [];
}

function coveredByOther({ name, names }: { readonly name: string; readonly names: readonly string[] }): boolean {
  // The first name is what lists show: it stays.
  if (name === names[0]) return false;
  return names.some((other) => other !== name && other.endsWith('*') && name.startsWith(other.slice(0, -1)));
}

/** Whether the price list means this model by that entry. */
export function patternsMatch({
  info,
  id,
}: {
  readonly info: Pick<ModelInfo, 'id' | 'match'>;
  readonly id: string;
}): boolean {
  return info.id === id || matches({ match: info.match, id });
}

function matches({ match, id }: { readonly match: MatchLogic; readonly id: string }): boolean {
  if ('or' in match) return match.or.some((part) => matches({ match: part, id }));
  if ('and' in match) return match.and.every((part) => matches({ match: part, id }));
  if ('equals' in match) return id === match.equals;
  if ('starts_with' in match) return id.startsWith(match.starts_with);
  if ('ends_with' in match) return id.endsWith(match.ends_with);
  if ('contains' in match) return id.includes(match.contains);
  return new RegExp(match.regex).test(id);
}

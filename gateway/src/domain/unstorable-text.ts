/**
 * Where a value holds text that not every database keeps: a NUL character, which Postgres refuses, or half of a surrogate
 * pair, which any of them changes without a word. Undefined: nowhere. An empty path is the value itself, or one of its keys.
 */
export function findUnstorableText(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : [];
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    if (!isStorable(key)) return [];
    const found = findUnstorableText(item);
    if (found !== undefined) return [key, ...found];
  }
  return undefined;
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

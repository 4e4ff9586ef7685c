/** Postgres stores no NUL character, and a provider's error text may well hold one. */
export function storableText(value: string | undefined): string | null {
  if (value === undefined || value === null) return null;
  return value.includes('\0') ? value.replaceAll('\0', '\u{fffd}') : value;
}

/** Reads something large again only when its version is another one. Several who ask at once share one reading. */
export function keepUntilChanged<Value>({
  version,
  read,
}: {
  readonly version: () => Promise<string>;
  readonly read: () => Promise<Value>;
}): () => Promise<Value> {
  let kept: { readonly version: string; readonly value: Promise<Value> } | undefined;
  return async () => {
    const current = await version();
    if (kept?.version === current) return kept.value;
    // What is read may be newer than the version that was looked at: then it is read once more, never too seldom.
    const reading = { version: current, value: read() };
    kept = reading;
    reading.value.catch(() => {
      if (kept === reading) kept = undefined;
    });
    return reading.value;
  };
}

/** Bytes, all told, that every sought text has at least. */
const WINDOW = 16;
const HASHES = 1 << 16;

export interface Sought<Of> {
  readonly bytes: Buffer;
  /** What a find is reported as. */
  readonly of: Of;
}

export interface TextFinder<Of> {
  /** Each of what is found, with the place where it first begins. */
  find(text: Buffer): ReadonlyMap<Of, number>;
}

/**
 * Looks for many texts in one pass that skips most of what it passes: three bytes tell how far the next window that could
 * hold one of them is (the algorithm of Wu and Manber, 1994).
 * @throws RangeError for a text of fewer than 16 bytes
 */
export function createTextFinder<Of>(all: readonly Sought<Of>[]): TextFinder<Of> {
  const skips = new Uint8Array(HASHES).fill(WINDOW - 2);
  const byEnd = new Map<number, Sought<Of>[]>();
  for (const sought of all) {
    const { bytes } = sought;
    if (bytes.length < WINDOW) throw new RangeError('a text of fewer than 16 bytes is found by chance');
    for (let last = 2; last < WINDOW; last++) {
      const hash = hashAt(bytes, last);
      skips[hash] = Math.min(skips[hash] ?? 0, WINDOW - 1 - last);
    }
    const end = bytes.readUInt32LE(WINDOW - 4);
    const alike = byEnd.get(end);
    if (alike) alike.push(sought);
    else byEnd.set(end, [sought]);
  }
  return {
    find(text) {
      const found = new Map<Of, number>();
      let last = WINDOW - 1;
      while (last < text.length) {
        const skip = skips[hashAt(text, last)] ?? 0;
        if (skip > 0) {
          last += skip;
          continue;
        }
        const from = last - WINDOW + 1;
        for (const { bytes, of } of byEnd.get(text.readUInt32LE(last - 3)) ?? []) {
          if (!found.has(of) && text.subarray(from, from + bytes.length).equals(bytes)) found.set(of, from);
        }
        last++;
      }
      return found;
    },
  };
}

/** Of three bytes, the last of which stands there. */
function hashAt(bytes: Buffer, last: number): number {
  return (((bytes[last - 2] ?? 0) << 8) ^ ((bytes[last - 1] ?? 0) << 4) ^ (bytes[last] ?? 0)) & (HASHES - 1);
}

const decoder = new TextDecoder();

/** Reads what a `ByteWriter` wrote. A class, since its fields are read millions of times for a report. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** @throws RangeError where the bytes end in the middle of it */
  whole(): number {
    const bytes = this.#bytes;
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = bytes[this.#at++];
      if (byte === undefined) throw new RangeError('the bytes end too early');
      if (byte < 128) return value + byte * weight;
      value += (byte - 128) * weight;
      weight *= 128;
    }
  }

  /** @throws RangeError where the bytes end in the middle of it */
  text(): string {
    const length = this.whole();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('the bytes end too early');
    const text = decoder.decode(this.#bytes.subarray(this.#at, end));
    this.#at = end;
    return text;
  }
}

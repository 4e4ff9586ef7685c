const FIRST_SIZE = 4_096;

export interface ByteWriter {
  /** A whole number from 0 to 2^53 - 1, seven bits a byte, the lowest first. */
  whole(value: number): void;
  /** Its length in bytes, then UTF-8. */
  text(value: string): void;
  finish(): Uint8Array;
}

export function createByteWriter(): ByteWriter {
  let bytes = new Uint8Array(FIRST_SIZE);
  let used = 0;
  const encoder = new TextEncoder();
  const makeRoom = (more: number) => {
    if (used + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes.length * 2, used + more));
    larger.set(bytes);
    bytes = larger;
  };
  const whole = (value: number) => {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`no whole number: ${value}`);
    makeRoom(8);
    let rest = value;
    while (rest >= 128) {
      bytes[used++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    bytes[used++] = rest;
  };
  return {
    whole,
    text(value) {
      const encoded = encoder.encode(value);
      whole(encoded.length);
      makeRoom(encoded.length);
      bytes.set(encoded, used);
      used += encoded.length;
    },
    finish: () => bytes.slice(0, used),
  };
}

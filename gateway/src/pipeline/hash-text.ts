const PRIME = 0x01000193;
const BASIS = 0x811c9dc5;
const OTHER_BASIS = 0x2f0b4a27;
const TWO_TO_32 = 4_294_967_296;

/** FNV-1a, 32 bits. Quick and the same on every machine; not for secrets, nor against somebody who picks the texts. */
export function hashText(text: string): number {
  return hashOn(BASIS, text);
}

/** The same of two texts, one behind the other. */
export function hashTexts(first: string, second: string): number {
  return hashOn(hashOn(BASIS, first), second);
}

function hashOn(basis: number, text: string): number {
  let hash = basis;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), PRIME);
  return hash;
}

/** 53 bits, as a whole number: two texts practically never meet. */
export function wideHash(text: string): number {
  let low = BASIS;
  let high = OTHER_BASIS;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, PRIME);
    high = Math.imul(high ^ code ^ (low >>> 15), PRIME);
  }
  return (mixBits(high) >>> 11) * TWO_TO_32 + (mixBits(low) >>> 0);
}

/** Spreads a hash over all 32 bits, so that neighbouring texts come out far apart (the finaliser of MurmurHash 3). */
function mixBits(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** A number above 0 and below 1 that looks drawn, and is the same whenever the two are. `seed` is a wide hash. */
export function drawnNumber({ seed, salt }: { readonly seed: number; readonly salt: number }): number {
  const high = Math.floor(seed / TWO_TO_32);
  return ((mixBits(mixBits(salt ^ seed) ^ high) >>> 0) + 0.5) / TWO_TO_32;
}

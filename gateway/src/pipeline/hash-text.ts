/** FNV-1a, 32 bits. Quick and the same on every machine; not for secrets, nor against somebody who picks the texts. */
export function hashText({ text, basis = 0x811c9dc5 }: { readonly text: string; readonly basis?: number }): number {
  let hash = basis;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

const OTHER_BASIS = 0x2f0b4a27;
const TWO_TO_32 = 4_294_967_296;

/** 53 bits, as a whole number: two texts practically never meet. */
export function wideHash(text: string): number {
  const low = mixBits(hashText({ text }));
  const high = mixBits(hashText({ text, basis: OTHER_BASIS }) ^ low);
  return (high >>> 11) * TWO_TO_32 + (low >>> 0);
}

/** Spreads a hash over all 32 bits, so that neighbouring texts come out far apart (the finaliser of MurmurHash 3). */
export function mixBits(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** A number above 0 and below 1 that looks drawn, and is the same whenever the two are. `seed` is a wide hash. */
export function drawnNumber({ seed, salt }: { readonly seed: number; readonly salt: number }): number {
  const high = Math.floor(seed / TWO_TO_32);
  return ((mixBits(mixBits(salt ^ seed) ^ high ^ 0x5bd1e995) >>> 0) + 0.5) / TWO_TO_32;
}

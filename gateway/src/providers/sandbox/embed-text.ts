const TOUCHED_BY_WORD = 8;
const MAX_WORDS = 10_000;

/**
 * A vector of length 1 that depends on nothing but the words: texts that share words are closer to each other than texts
 * that don't, so a search built on the sandbox behaves like one. (Each word adds to a few places, chosen by its hash.)
 */
export function embedText({ text, dimensions }: { text: string; dimensions: number }): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  for (const word of words.slice(0, MAX_WORDS)) addWord(vector, word);
  let length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  // No words, or words that cancel each other out.
  if (length === 0) {
    vector[hash(text) % dimensions] = 1;
    length = 1;
  }
  return vector.map((value) => Math.round((value / length) * 1e6) / 1e6);
}

function addWord(vector: number[], word: string): void {
  let state = hash(word);
  for (let touched = 0; touched < TOUCHED_BY_WORD; touched++) {
    state = scramble(state);
    const place = (state >>> 1) % vector.length;
    vector[place] = (vector[place] ?? 0) + (state & 1 ? 1 : -1);
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  return state >>> 0;
}

/** One round of xorshift32; zero would stay zero. */
function scramble(state: number): number {
  let next = state === 0 ? 0x9e3779b9 : state;
  next ^= next << 13;
  next ^= next >>> 17;
  next ^= next << 5;
  return next >>> 0;
}

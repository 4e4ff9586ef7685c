import { gunzipSync } from 'node:zlib';

const BLOCK = 512;

/**
 * One file of a gzipped tar archive (POSIX ustar: a block of header, then the content in whole blocks).
 * @param {{ tarball: Uint8Array, path: string }} wanted
 * @returns {Buffer | undefined}
 */
export function fileOfTarball({ tarball, path }) {
  const archive = gunzipSync(tarball);
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const text = (/** @type {number} */ from, /** @type {number} */ length) =>
      archive.toString('latin1', at + from, at + from + length).replace(/\0[\s\S]*$/, '');
    const name = text(0, 100);
    if (name === '') return undefined;
    const size = Number.parseInt(text(124, 12), 8);
    const prefix = text(345, 155);
    const start = at + BLOCK;
    if ((prefix === '' ? name : `${prefix}/${name}`) === path) return archive.subarray(start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}

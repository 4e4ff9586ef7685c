import { crc32, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { tinyPng } from './tiny-png.ts';

/** Reads the picture back, chunk by chunk, as the PNG specification has them. */
function readChunks(png: Buffer): Map<string, Buffer> {
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.set(body.subarray(0, 4).toString('latin1'), body.subarray(4));
    at += 12 + length;
  }
  return chunks;
}

const SEED = Buffer.from('0123456789abcdef', 'hex');

test('the picture is a whole PNG of 16 × 16 pixels with four channels', () => {
  const chunks = readChunks(tinyPng({ seed: SEED, transparent: false }));
  expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
  expect(chunks.get('IHDR')?.toString('hex')).toBe('00000010000000100806000000');
  const pixels = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
  expect(pixels.length).toBe(16 * (1 + 16 * 4));
  for (let line = 0; line < 16; line++) expect(pixels[line * 65]).toBe(0);
  expect([...pixels.subarray(1, 5)]).toEqual([0x01, 0x23, 0x45, 255]);
});

test('the ground is nothing where that is asked for', () => {
  const pixels = inflateSync(readChunks(tinyPng({ seed: SEED, transparent: true })).get('IDAT') ?? Buffer.alloc(0));
  const alphas = new Set(
    Array.from({ length: 16 * 16 }, (_, at) => pixels[Math.floor(at / 16) * 65 + (at % 16) * 4 + 4]),
  );
  expect(alphas).toEqual(new Set([0, 255]));
});

test('another seed gives another picture, the same seed the same', () => {
  const other = Buffer.from('fedcba9876543210', 'hex');
  expect(tinyPng({ seed: SEED, transparent: false })).toEqual(tinyPng({ seed: SEED, transparent: false }));
  expect(tinyPng({ seed: SEED, transparent: false })).not.toEqual(tinyPng({ seed: other, transparent: false }));
});

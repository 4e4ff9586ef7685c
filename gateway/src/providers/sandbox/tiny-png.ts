import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const SIDE = 16;
const TILE = 4;
/** Eight bits a channel, RGBA (PNG, 11.2.1: bit depth 8, colour type 6). */
const BIT_DEPTH = 8;
const RGBA = 6;

/** A valid picture of 16 × 16 pixels: tiles in a colour that the seed decides, on white or on nothing. */
export function tinyPng({ seed, transparent }: { seed: Uint8Array; transparent: boolean }): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header[8] = BIT_DEPTH;
  header[9] = RGBA;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels({ seed, transparent }))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Each line begins with its filter type: 0, none. */
function pixels({ seed, transparent }: { seed: Uint8Array; transparent: boolean }): Buffer {
  const colour = [seed[0] ?? 0, seed[1] ?? 0, seed[2] ?? 0, 255];
  const ground = [255, 255, 255, transparent ? 0 : 255];
  const lines: number[] = [];
  for (let y = 0; y < SIDE; y++) {
    lines.push(0);
    for (let x = 0; x < SIDE; x++) {
      const tile = Math.floor(y / TILE) * (SIDE / TILE) + Math.floor(x / TILE);
      const isSet = (((seed[3 + (tile >> 3)] ?? 0) >> (tile & 7)) & 1) === 1 || tile === 0;
      lines.push(...(isSet ? colour : ground));
    }
  }
  return Buffer.from(lines);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One file of the journal. Lines are only added at its end, and it is removed when all of them are in the store. */
export interface Segment {
  readonly number: number;
  readonly path: string;
  /** Bytes of whole lines. */
  size: number;
  /** Bytes of lines that are in the store. */
  drained: number;
  /** True once no line is added any more. */
  closed: boolean;
}

const FILE_NAME = /^(\d{12})\.ndjson$/;

/** The segment with this number, not yet on the disk. */
export function newSegment({ directory, number }: { directory: string; number: number }): Segment {
  const path = join(directory, `${String(number).padStart(12, '0')}.ndjson`);
  return { number, path, size: 0, drained: 0, closed: false };
}

/** What earlier processes left behind, oldest first. Makes the directory (mode 0700) where there is none. */
export function listSegments({ directory }: { directory: string }): Segment[] {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return readdirSync(directory)
    .map((name) => Number(FILE_NAME.exec(name)?.[1] ?? Number.NaN))
    .filter((number) => !Number.isNaN(number))
    .sort((left, right) => left - right)
    .map((number) => {
      const segment = newSegment({ directory, number });
      return { ...segment, size: statSync(segment.path).size, closed: true };
    });
}

export function isDrained(segment: Segment): boolean {
  return segment.drained >= segment.size;
}

import { type FileHandle, open } from 'node:fs/promises';
import type { Segment } from './journal-segment.ts';
import { type ParsedLines, parseLines } from './parse-lines.ts';

const NEWLINE = 0x0a;

export interface SegmentBatch extends Omit<ParsedLines, 'length'> {
  /** Where the next batch begins. */
  readonly end: number;
}

/** Reads batches of segments, one after the other: it keeps the file of the last one open, and one piece of memory. */
export interface SegmentReader {
  /** The next lines that are not in the store yet. */
  read(segment: Segment): Promise<SegmentBatch>;
  /** Closes the file; it may be used again. */
  close(): Promise<void>;
}

export function createSegmentReader(limits: {
  readonly mostEntries: number;
  /** A longer line is read nevertheless. */
  readonly bytesAtOnce: number;
}): SegmentReader {
  let opened: { readonly path: string; readonly file: FileHandle } | undefined;
  let memory: Buffer = Buffer.alloc(0);

  const close = async () => {
    const { file } = opened ?? {};
    opened = undefined;
    await file?.close();
  };
  const openFile = async (path: string): Promise<FileHandle> => {
    if (opened?.path === path) return opened.file;
    await close();
    opened = { path, file: await open(path, 'r') };
    return opened.file;
  };
  /** Up to the last line end within reach; to the very end where the rest has none. */
  const readWholeLines = async ({ file, from, to }: { file: FileHandle; from: number; to: number }) => {
    for (let length = Math.min(limits.bytesAtOnce, to - from); ; length = Math.min(length * 2, to - from)) {
      if (memory.length < length) memory = Buffer.allocUnsafeSlow(length);
      const { bytesRead } = await file.read(memory, 0, length, from);
      const bytes = memory.subarray(0, bytesRead);
      const lastEnd = bytes.lastIndexOf(NEWLINE);
      if (length === to - from) return bytes;
      if (lastEnd >= 0) return bytes.subarray(0, lastEnd + 1);
    }
  };

  return {
    async read({ path, drained: from, size: to }) {
      const bytes = await readWholeLines({ file: await openFile(path), from, to });
      const { length, ...lines } = parseLines({ bytes, most: limits.mostEntries });
      return { ...lines, end: from + length };
    },
    close,
  };
}

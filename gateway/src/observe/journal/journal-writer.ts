import { close, fdatasync, fsync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Log } from '../../domain/ports.ts';
import { newSegment, type Segment } from './journal-segment.ts';

const SEGMENT_BYTES = 4 * 1024 * 1024;
const SYNC_AFTER_MS = 50;

export interface WrittenLines {
  readonly segment: Segment;
  /** Where in the segment the lines begin and end, the last line end included. */
  readonly start: number;
  readonly end: number;
}

export interface JournalWriter {
  /** Writes whole lines at once, and returns when the operating system has them. @throws where the disk takes no more */
  write(lines: string): WrittenLines;
  /** No more lines for the segment that is being written; the next line begins another one. */
  rotate(): void;
  /** Resolves when everything that was written so far is on the disk. */
  settled(): Promise<void>;
}

/**
 * Writes segments, one after the other. A new process never goes on in an old segment: a line that was cut off would
 * spoil the first one after it.
 */
export function createJournalWriter(from: {
  readonly directory: string;
  readonly firstNumber: number;
  readonly onSegment: (segment: Segment) => void;
  readonly log: Log;
}): JournalWriter {
  let number = from.firstNumber;
  let active: { segment: Segment; descriptor: number } | undefined;
  let bytes = Buffer.allocUnsafe(64 * 1024);
  const syncs = createSyncQueue({ log: from.log });

  const begin = () => {
    const segment = newSegment({ directory: from.directory, number });
    // `ax`: appended to, and surely a file of our own.
    active = { segment, descriptor: openSync(segment.path, 'ax', 0o600) };
    number += 1;
    from.onSegment(segment);
    syncs.syncDirectory(from.directory);
    return active;
  };
  const rotate = () => {
    if (active === undefined) return;
    active.segment.closed = true;
    syncs.syncAndClose(active.descriptor);
    active = undefined;
  };
  const encode = (lines: string) => {
    // No character takes more than three bytes, since a pair of surrogates counts as two.
    if (bytes.length < lines.length * 3) bytes = Buffer.allocUnsafe(lines.length * 4);
    return bytes.write(lines, 0, 'utf8');
  };

  return {
    write(lines) {
      const length = encode(lines);
      const { segment, descriptor } = active ?? begin();
      if (!writeWhole({ descriptor, bytes, length })) {
        // What came of it is behind `size`, and is not read; the next line must not begin there.
        rotate();
        throw new Error(`the journal ${from.directory} takes no more lines: is the disk full?`);
      }
      const start = segment.size;
      segment.size += length;
      syncs.syncSoon(descriptor);
      if (segment.size >= SEGMENT_BYTES) rotate();
      return { segment, start, end: start + length };
    },
    rotate,
    settled: () => syncs.settled(),
  };
}

function writeWhole(write: { descriptor: number; bytes: Buffer; length: number }): boolean {
  try {
    return writeSync(write.descriptor, write.bytes, 0, write.length) === write.length;
  } catch {
    return false;
  }
}

const fdatasyncAsync = promisify(fdatasync);
const closeAsync = promisify(close);
const fsyncAsync = promisify(fsync);

/** Brings files to the disk off the main thread, one call after the other: none meets a descriptor that was closed. */
function createSyncQueue({ log }: { log: Log }) {
  let queue = Promise.resolve();
  let dirty: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const enqueue = (act: () => Promise<void>) => {
    queue = queue.then(act).catch((error: unknown) => {
      log.error({ error: String(error) }, 'the journal could not be brought to the disk');
    });
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const descriptor = dirty;
    dirty = undefined;
    if (descriptor !== undefined) enqueue(() => fdatasyncAsync(descriptor));
  };
  return {
    syncSoon(descriptor: number) {
      dirty = descriptor;
      timer ??= setTimeout(flush, SYNC_AFTER_MS).unref();
    },
    syncAndClose(descriptor: number) {
      dirty = descriptor;
      flush();
      enqueue(() => closeAsync(descriptor));
    },
    /** A file whose name is not on the disk is as good as lost. */
    syncDirectory(path: string) {
      // Windows opens no directories.
      if (process.platform === 'win32') return;
      enqueue(async () => {
        const directory = await open(path, 'r');
        await fsyncAsync(directory.fd).finally(() => directory.close());
      });
    },
    async settled() {
      flush();
      await queue;
    },
  };
}

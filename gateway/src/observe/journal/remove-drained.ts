import { unlink } from 'node:fs/promises';
import type { Log } from '../../domain/ports.ts';
import type { RequestSink } from './append-all.ts';
import { isDrained, type Segment } from './journal-segment.ts';
import type { JournalWriter } from './journal-writer.ts';

/** A segment that is still written to is given up for removal when it has this size, or nothing comes any more. */
const WORTH_REMOVING_BYTES = 1024 * 1024;

/**
 * Removes the segments whose lines are all in the store, after the store brought them to its disk: until then the
 * journal is what a loss of power leaves of them.
 */
export async function removeDrained(from: {
  readonly segments: Segment[];
  readonly writer: JournalWriter;
  readonly sink: RequestSink;
  /** True when nothing was written for a while. */
  readonly quiet: boolean;
  readonly log: Log;
}): Promise<'tidy' | 'later'> {
  const { segments, writer, sink, quiet, log } = from;
  const active = segments.find((segment) => !segment.closed);
  if (active !== undefined && isDrained(active) && (quiet || active.size >= WORTH_REMOVING_BYTES)) writer.rotate();
  const done = segments.filter((segment) => segment.closed && isDrained(segment));
  if (done.length === 0) return segments.length === 0 ? 'tidy' : 'later';
  try {
    await sink.sync?.();
    // Windows removes no file that is still open.
    await writer.settled();
    for (const segment of done) {
      await unlink(segment.path);
      segments.splice(segments.indexOf(segment), 1);
    }
  } catch (error) {
    log.warn({ error: String(error) }, 'a drained journal file could not be removed; it is tried again');
  }
  return segments.length === 0 ? 'tidy' : 'later';
}

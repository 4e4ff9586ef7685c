import { type FileHandle, open } from 'node:fs/promises';
import type { RequestRecord } from '../../domain/request-record.ts';
import { isDrained, type Segment } from './journal-segment.ts';
import { parseEntry } from './parse-lines.ts';

const NEWLINE = 0x0a;

/**
 * A record among the lines that are not in the store yet, read from their files: seldom asked for, and at most a few
 * megabytes unless the store is down. Undefined: it is none of them, or they were drained meanwhile.
 */
export async function findInSegments({
  segments,
  requestId,
}: {
  readonly segments: readonly Segment[];
  readonly requestId: string;
}): Promise<RequestRecord | undefined> {
  // The newest first: people ask for what happened a moment ago.
  for (const segment of segments.filter((candidate) => !isDrained(candidate)).reverse()) {
    const found = await findInFile({ segment, requestId });
    if (found !== undefined) return found;
  }
  return undefined;
}

async function findInFile({ segment, requestId }: { segment: Segment; requestId: string }) {
  const from = segment.drained;
  // It is removed as soon as all of it is in the store, which is asked next.
  const file = await open(segment.path, 'r').catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    return recordIn({ bytes: await readAll({ file, from, length: segment.size - from }), requestId });
  } finally {
    await file.close();
  }
}

async function readAll({ file, from, length }: { file: FileHandle; from: number; length: number }): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, from);
  return buffer.subarray(0, bytesRead);
}

function recordIn({ bytes, requestId }: { bytes: Buffer; requestId: string }): RequestRecord | undefined {
  const wanted = `"id":${JSON.stringify(requestId)}`;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) {
    const end = bytes.indexOf(NEWLINE, at);
    const entry = end < 0 ? undefined : parseEntry(bytes.toString('utf8', bytes.lastIndexOf(NEWLINE, at) + 1, end));
    if (entry !== undefined && 'record' in entry && entry.record.id === requestId) return entry.record;
  }
  return undefined;
}

import type { Variant } from './fault.ts';
import { framesOf } from './matrix-dialects.ts';

/** A stream whose frames are other than they should be. */
export function withFrames(change: (frames: readonly Buffer[]) => readonly Buffer[]): Variant {
  return ({ request, dialect }) => ({
    body: Buffer.concat(change(framesOf(request))),
    headers: { 'content-type': dialect.framing === 'sse' ? 'text/event-stream' : 'application/x-ndjson' },
  });
}

import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { UpstreamFault } from './upstream-fault.ts';
import { UpstreamLimitError } from './upstream-limit-error.ts';

const DECODERS: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

interface InflaterEvents {
  onData(chunk: Buffer): void;
  onEnd(): void;
  onError(error: unknown): void;
  /** The decoder caught up after `write` returned false. */
  onDrain(): void;
}

export interface BodyInflater {
  /** False when no more should be written until `onDrain`. */
  write(chunk: Buffer): boolean;
  end(): void;
  pause(): void;
  resume(): void;
  destroy(): void;
}

/**
 * Unpacks a compressed body piece by piece. Cuts a bomb at `maxBytes` of output: at most one decoder buffer more was
 * ever in memory. Undefined for an encoding that we do not know.
 */
export function createBodyInflater({
  encoding,
  maxBytes,
  events,
}: {
  encoding: string;
  maxBytes: number;
  events: InflaterEvents;
}): BodyInflater | undefined {
  const decoder = DECODERS[encoding.trim().toLowerCase()]?.();
  if (decoder === undefined) return undefined;
  let isEmpty = true;
  let inflatedBytes = 0;

  const fail = (error: unknown): void => {
    decoder.destroy();
    events.onError(error);
  };

  decoder.on('data', (chunk: Buffer) => {
    inflatedBytes += chunk.length;
    if (inflatedBytes > maxBytes) return fail(new UpstreamLimitError({ limit: 'inflated_bytes', maxBytes }));
    try {
      events.onData(chunk);
    } catch (error) {
      fail(error);
    }
  });
  decoder.on('end', events.onEnd);
  decoder.on('drain', events.onDrain);
  decoder.on('error', (cause) => events.onError(new UpstreamFault({ kind: 'protocol', phase: 'body', cause })));

  return {
    write: (chunk) => {
      isEmpty = false;
      return decoder.write(chunk);
    },
    end: () => {
      // An empty body may carry the header all the same; a decoder would call that a truncated stream.
      if (isEmpty) events.onEnd();
      else decoder.end();
    },
    pause: () => decoder.pause(),
    resume: () => decoder.resume(),
    destroy: () => decoder.destroy(),
  };
}

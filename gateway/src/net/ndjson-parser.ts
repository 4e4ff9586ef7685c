import { createLineBlocks } from './line-blocks.ts';

export interface NdjsonParser {
  /** The non-blank lines that this chunk completed, in order, without their line ends. */
  push(chunk: Uint8Array): string[];
  /** End of the stream: a last line without a line end counts, if it is not blank. */
  end(): string[];
}

export interface NdjsonLimits {
  /** Bound of one line while it is incomplete. */
  maxLineBytes: number;
}

const DEFAULT_LIMITS: NdjsonLimits = { maxLineBytes: 1_048_576 };

/**
 * An incremental splitter of newline-delimited JSON. It does not parse the JSON.
 *
 * @throws {UpstreamLimitError} from `push`, when one line grows past `maxLineBytes`
 */
export function createNdjsonParser({ maxLineBytes }: NdjsonLimits = DEFAULT_LIMITS): NdjsonParser {
  const blocks = createLineBlocks({ maxLineBytes, ends: 'lf' });

  const linesOf = (block: string): string[] => {
    const lines: string[] = [];
    if (block === '') return lines;
    // String.trim also removes a byte order mark and the CR of a CRLF; neither can be part of a JSON value's outside.
    for (const line of block.split('\n')) {
      const trimmed = line.trim();
      if (trimmed !== '') lines.push(trimmed);
    }
    return lines;
  };

  return { push: (chunk) => linesOf(blocks.push(chunk)), end: () => linesOf(blocks.rest()) };
}

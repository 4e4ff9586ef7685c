import { UpstreamLimitError } from './upstream-limit-error.ts';

const LF = 0x0a;
const CR = 0x0d;

export interface LineBlocks {
  /** The decoded text up to and including the last line end seen so far; '' while a line is incomplete. */
  push(chunk: Uint8Array): string;
  /** The decoded bytes behind the last line end; forgets them. */
  rest(): string;
}

/** Which bytes end a line: NDJSON knows only LF, an event stream also a lone CR. */
type LineEnds = 'lf' | 'cr_lf';

/**
 * Cuts a byte stream behind its last line end, so that what is decoded is always whole lines: LF and CR never occur
 * inside a UTF-8 sequence, so a character split over two chunks is never decoded in halves. Invalid UTF-8 becomes U+FFFD.
 *
 * @throws {UpstreamLimitError} from `push`, when one line stays incomplete for more than `maxLineBytes`
 */
export function createLineBlocks({ maxLineBytes, ends }: { maxLineBytes: number; ends: LineEnds }): LineBlocks {
  let held: Buffer[] = [];
  let heldBytes = 0;

  const lastLineEnd = (bytes: Buffer): number => {
    const last = bytes[bytes.length - 1];
    if (last === LF || (last === CR && ends === 'cr_lf')) return bytes.length - 1;
    const lf = bytes.lastIndexOf(LF);
    return ends === 'lf' ? lf : Math.max(lf, bytes.lastIndexOf(CR));
  };

  const hold = (bytes: Buffer): void => {
    heldBytes += bytes.length;
    if (heldBytes > maxLineBytes) {
      held = [];
      heldBytes = 0;
      throw new UpstreamLimitError({ limit: 'line_bytes', maxBytes: maxLineBytes });
    }
    held.push(bytes);
  };

  const take = (): string => {
    const text = held.length === 1 && held[0] !== undefined ? held[0].toString('utf8') : Buffer.concat(held).toString();
    held = [];
    heldBytes = 0;
    return text;
  };

  return {
    push: (chunk) => {
      if (chunk.length === 0) return '';
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const cut = lastLineEnd(bytes) + 1;
      if (cut === 0) {
        hold(bytes);
        return '';
      }
      let text: string;
      if (heldBytes === 0) {
        text = bytes.toString('utf8', 0, cut);
      } else {
        held.push(bytes.subarray(0, cut));
        text = take();
      }
      if (cut < bytes.length) hold(bytes.subarray(cut));
      return text;
    },
    rest: () => (heldBytes === 0 ? '' : take()),
  };
}

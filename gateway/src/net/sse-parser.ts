import { createLineBlocks } from './line-blocks.ts';
import { UpstreamLimitError } from './upstream-limit-error.ts';

export interface SseEvent {
  /** The `event:` field; undefined when the frame named none (the standard's "message"). */
  event: string | undefined;
  /** All `data:` lines of the frame, joined with LF. */
  data: string;
  /** The last `id:` seen on this stream. */
  id: string | undefined;
}

export interface SseParser {
  /** The events that this chunk completed, in order. */
  push(chunk: Uint8Array): SseEvent[];
  /** End of the stream. A frame without its closing blank line is discarded, so this is always empty. */
  end(): SseEvent[];
}

export interface SseLimits {
  /** Bound of one line and of one event's data: bytes while a line is incomplete, UTF-16 units once decoded. */
  maxEventBytes: number;
}

const DEFAULT_LIMITS: SseLimits = { maxEventBytes: 1_048_576 };

const LF_CODE = 0x0a;
const CR_CODE = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;
const BOM = 0xfeff;

/**
 * An incremental parser of `text/event-stream` (WHATWG HTML, "server-sent events"): CR, LF and CRLF, comments, `data:`
 * with or without its space, several data lines, a leading byte order mark, characters split over chunks.
 *
 * @throws {UpstreamLimitError} from `push`, when one event grows past `maxEventBytes`
 */
export function createSseParser({ maxEventBytes }: SseLimits = DEFAULT_LIMITS): SseParser {
  const blocks = createLineBlocks({ maxLineBytes: maxEventBytes, ends: 'cr_lf' });
  let atStart = true;
  let endedOnCr = false;
  let data: string | undefined;
  let event: string | undefined;
  let id: string | undefined;

  /** One decoded block of whole lines, with every line end turned into LF. */
  const withLfOnly = (block: string): string => {
    let text = block;
    if (atStart) {
      atStart = false;
      if (text.charCodeAt(0) === BOM) text = text.slice(1);
    }
    // A CR ended the last block's line at once; an LF that follows belongs to it.
    if (endedOnCr && text.charCodeAt(0) === LF_CODE) text = text.slice(1);
    endedOnCr = text.charCodeAt(text.length - 1) === CR_CODE;
    return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  };

  const addData = (value: string): void => {
    data = data === undefined ? value : `${data}\n${value}`;
    if (data.length > maxEventBytes) throw new UpstreamLimitError({ limit: 'event_bytes', maxBytes: maxEventBytes });
  };

  const setField = (name: string, value: string): void => {
    if (name === 'data') addData(value);
    else if (name === 'event') event = value === '' ? undefined : value;
    else if (name === 'id' && !value.includes('\0')) id = value;
  };

  /** A line of `text` from `start` to `end` that is neither blank nor a plain `data:` line. */
  const readField = (text: string, start: number, end: number): void => {
    if (text.charCodeAt(start) === COLON) return;
    const line = text.slice(start, end);
    const colon = line.indexOf(':');
    if (colon === -1) setField(line, '');
    else setField(line.slice(0, colon), line.slice(line.charCodeAt(colon + 1) === SPACE ? colon + 2 : colon + 1));
  };

  const push = (chunk: Uint8Array): SseEvent[] => {
    const events: SseEvent[] = [];
    const block = blocks.push(chunk);
    if (block === '') return events;
    const text = withLfOnly(block);
    for (let start = 0, end = text.indexOf('\n'); end !== -1; start = end + 1, end = text.indexOf('\n', start)) {
      if (start === end) {
        if (data !== undefined) events.push({ event, data, id });
        data = undefined;
        event = undefined;
      } else if (text.startsWith('data:', start)) {
        addData(text.slice(text.charCodeAt(start + 5) === SPACE ? start + 6 : start + 5, end));
      } else {
        readField(text, start, end);
      }
    }
    return events;
  };

  const end = (): SseEvent[] => {
    blocks.rest();
    data = undefined;
    event = undefined;
    return [];
  };

  return { push, end };
}

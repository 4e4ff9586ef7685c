import type { ServerResponse } from 'node:http';

/** Silence of the sender, and all in all. A client on a slow line needs long for a body that is too large. */
const LONGEST_SILENCE_MS = 5_000;
const LONGEST_MS = 30_000;
/** Twice what most bodies may have, and some more. */
const MOST_BYTES = 64 * 1_048_576;
/** Beyond so many connections that are read on at once, the next is closed at once. */
const MOST_AT_ONCE = 128;

let readOn = 0;

/**
 * Sends an answer that closes the connection, and reads what is still being sent, to throw it away, before it does. A
 * connection that is closed while bytes come in is reset, and with it goes an answer that its client has not read: many
 * look for one only when they have sent everything.
 */
export function endAfterBody({ response, text }: { readonly response: ServerResponse; readonly text: string }): void {
  const { req: request } = response;
  if (readOn >= MOST_AT_ONCE) {
    response.end(text);
    return;
  }
  readOn++;
  let bytes = 0;
  const end = (): void => {
    clearTimeout(silence);
    clearTimeout(whole);
    request.off('data', read).off('end', end).off('close', end);
    if (!response.writableEnded) {
      readOn--;
      response.end();
    }
  };
  const read = (chunk: Buffer): void => {
    bytes += chunk.length;
    silence.refresh();
    if (bytes > MOST_BYTES) end();
  };
  const silence = setTimeout(end, LONGEST_SILENCE_MS);
  const whole = setTimeout(end, LONGEST_MS);
  response.write(text);
  request.on('data', read).once('end', end).once('close', end);
  request.resume();
}

/** Node reads so much to its end by itself, and the connection serves the next request. */
const MOST_READ_ANYWAY = 32 * 1_048_576;

/** Whether the body of a request that is refused unread is too long, or of a length that nobody knows. */
export function isTooLongToSkip({ req: request }: ServerResponse): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  return !request.complete && (encoding !== undefined || Number(length ?? 0) > MOST_READ_ANYWAY);
}

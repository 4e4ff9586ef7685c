import { randomUUID } from 'node:crypto';
import type {
  MultipartField,
  StreamFrame,
  UpstreamBody,
  UpstreamCall,
  UpstreamHandlers,
  UpstreamRequest,
  UpstreamTransport,
} from '../domain/upstream.ts';
import { createNdjsonParser } from './ndjson-parser.ts';
import { createSseParser } from './sse-parser.ts';
import { callUpstream, type UpstreamCall as NetCall } from './upstream-call.ts';
import type { UpstreamFault } from './upstream-fault.ts';
import { UpstreamLimitError } from './upstream-limit-error.ts';
import type { UpstreamPools } from './upstream-pools.ts';

/** An answer that comes whole is refused beyond this (RELIABILITY F15). */
const MAX_WHOLE_BYTES = 64 * 1_048_576;
/** No error body says more than this. */
const MAX_ERROR_BYTES = 1_048_576;

// Where a line of an event stream begins, and where a JSON document does, byte order mark and blanks aside.
const EVENT_FIELD = /^(\xef\xbb\xbf)?\s*(data|event|id|retry)?:/;
const JSON_VALUE = /^(\xef\xbb\xbf)?\s*[{[]/;

/** Providers over HTTP: bytes in, frames or whole bodies out. */
export function createHttpTransport({ pools }: { pools: UpstreamPools }): UpstreamTransport {
  return {
    call(request, handlers) {
      const { origin, credentialId, trusted } = request;
      const { body, contentType } = encodeBody(request.body);
      const reception = new Reception(request, handlers);
      const call = callUpstream(
        {
          dispatcher: pools.for({ origin, credentialId, trusted }),
          method: request.method,
          path: request.path,
          headers: { ...request.headers, ...(contentType ? { 'content-type': contentType } : undefined) },
          body,
        },
        reception,
      );
      reception.call = call;
      return reception;
    },
  };
}

interface FrameParser {
  push(chunk: Buffer): StreamFrame[];
  end(): StreamFrame[];
}

class Reception implements UpstreamCall {
  call: NetCall | undefined;
  private readonly request: UpstreamRequest;
  private readonly handlers: UpstreamHandlers;
  private parser: FrameParser | undefined;
  private type = '';
  private begun = false;
  private chunks: Buffer[] = [];
  private bytes = 0;
  private maxBytes = MAX_WHOLE_BYTES;
  private done = false;

  constructor(request: UpstreamRequest, handlers: UpstreamHandlers) {
    this.request = request;
    this.handlers = handlers;
  }

  pause(): void {
    this.call?.pause();
  }

  resume(): void {
    this.call?.resume();
  }

  abort(): void {
    if (this.done) return;
    this.done = true;
    this.call?.abort('the attempt has ended');
  }

  onHeaders(head: { status: number; headers: Readonly<Record<string, string | string[] | undefined>> }): void {
    if (this.done) return;
    this.begun = head.status !== 200;
    if (this.begun) this.maxBytes = MAX_ERROR_BYTES;
    else this.type = String(head.headers['content-type'] ?? '');
    this.handlers.onHeaders(head);
  }

  onData(chunk: Buffer): void {
    if (this.done) return;
    if (!this.begun) this.begin(chunk);
    if (this.parser) {
      const frames = this.parser.push(chunk);
      if (frames.length > 0) this.handlers.onFrames(frames);
      return;
    }
    this.bytes += chunk.length;
    if (this.bytes > this.maxBytes) throw new UpstreamLimitError({ limit: 'body_bytes', maxBytes: this.maxBytes });
    this.chunks.push(chunk);
  }

  /** Some answer with a stream where none was asked for, or the reverse, or name the wrong type: the body decides. */
  private begin(chunk: Buffer): void {
    this.begun = true;
    const { framing } = this.request;
    const isLines = framing === 'ndjson' || this.type.startsWith('application/x-ndjson');
    const isEvents =
      framing === 'sse' || this.type.startsWith('text/event-stream') || EVENT_FIELD.test(firstText(chunk));
    if (isLines) this.parser = ndjsonFrames();
    else if (isEvents && !JSON_VALUE.test(firstText(chunk))) this.parser = createSseParser();
  }

  onEnd(): void {
    if (this.done) return;
    if (this.parser) {
      const frames = this.parser.end();
      if (frames.length > 0) this.handlers.onFrames(frames);
    } else {
      const [only] = this.chunks;
      const body = this.chunks.length === 1 && only ? only : Buffer.concat(this.chunks, this.bytes);
      this.handlers.onBody(body.toString('utf8'));
    }
    if (this.done) return;
    this.done = true;
    this.handlers.onEnd();
  }

  onError(fault: UpstreamFault): void {
    if (this.done) return;
    this.done = true;
    this.handlers.onFault({ kind: fault.kind, message: fault.message });
  }
}

function firstText(chunk: Buffer): string {
  return chunk.toString('latin1', 0, 64);
}

function ndjsonFrames(): FrameParser {
  const parser = createNdjsonParser();
  const asFrames = (lines: readonly string[]) => lines.map((data) => ({ event: undefined, data }));
  return { push: (chunk) => asFrames(parser.push(chunk)), end: () => asFrames(parser.end()) };
}

function encodeBody(body: UpstreamBody | undefined): { body: string | Uint8Array | undefined; contentType?: string } {
  if (!body) return { body: undefined };
  if (body.kind === 'json') return { body: JSON.stringify(body.value), contentType: 'application/json' };
  const boundary = `latentkit-${randomUUID()}`;
  const parts = body.fields.flatMap((field) => encodeField({ field, boundary }));
  return {
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** RFC 7578. Names and file names are ours or were checked, but a quote or a line break in one must never end a header. */
function encodeField({ field, boundary }: { field: MultipartField; boundary: string }): Buffer[] {
  const quoted = (text: string) => `"${text.replace(/["\r\n]/g, '_')}"`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name=${quoted(field.name)}`;
  if ('value' in field) return [Buffer.from(`${head}\r\n\r\n${field.value}\r\n`)];
  const type = `Content-Type: ${field.mimeType.replace(/[\r\n]/g, '')}`;
  return [
    Buffer.from(`${head}; filename=${quoted(field.filename)}\r\n${type}\r\n\r\n`),
    Buffer.from(field.data),
    Buffer.from('\r\n'),
  ];
}

/** Token counts, input with cached and output with reasoning inside, as the product's own contract counts them. */
export interface FakeUsage {
  input: number;
  cachedInput?: number;
  output: number;
  reasoning?: number;
}

export interface FakeToolCall {
  id?: string;
  name: string;
  /** An object, or the JSON text to send as it stands (broken JSON, say). */
  arguments: Record<string, unknown> | string;
}

/** What the model says. Each dialect writes it in its own form; what is left out is made from the request. */
export interface FakeReply {
  text?: string;
  /** The text's deltas in a stream; by default the text cut into words. */
  textDeltas?: string[];
  reasoning?: string;
  /** By default the reasoning cut into words. */
  reasoningDeltas?: string[];
  toolCalls?: FakeToolCall[];
  usage?: FakeUsage;
  /** Neutral, translated by the dialect; any other text is sent as it stands. */
  finishReason?: 'stop' | 'length' | 'tool_calls' | 'content_filter' | (string & {});
  model?: string;
}

export interface FakeErrorEvent {
  /** How many events go out before it; 0 by default. */
  afterEvents?: number;
  message?: string;
  /** The frame's own name and body, instead of the dialect's error. */
  event?: string;
  data?: unknown;
}

/** How one request is answered. Everything is optional; whatever is not said, the dialect of the path says. */
export interface Behaviour {
  reply?: FakeReply;

  // The answer's head.
  status?: number;
  headers?: Record<string, string>;
  /** A 429 with this `retry-after` (or `retry-after-ms`) and the dialect's rate-limit body. */
  rateLimit?: { retryAfter?: string; retryAfterMs?: string };
  /** Sent instead of the dialect's body: a text or bytes as they stand, anything else as JSON. */
  body?: unknown;
  /** Answer as a stream or as a whole, whatever the request asked for. */
  stream?: boolean;
  earlyHints?: boolean;
  trailers?: Record<string, string>;
  /** Adds this many bytes of headers. */
  headerPaddingBytes?: number;
  /** Bytes of a whole HTTP answer, written to the socket as they stand. Nothing else applies but the delays. */
  raw?: string | Uint8Array;
  /** Between two bytes of `raw`. */
  rawEveryMs?: number;

  // Time.
  delayMs?: number;
  eventDelayMs?: number;
  stallBeforeHeaders?: boolean;
  stallAfterHeaders?: boolean;
  stallAfterEvents?: number;
  /** Nothing more comes behind this many body bytes. */
  stallAtByte?: number;
  /** After its content the stream repeats one event at this pace, for ever. */
  repeatEveryMs?: number;

  // How it breaks.
  resetBeforeHeaders?: boolean;
  closeBeforeHeaders?: boolean;
  /** The connection is reset (RST) behind this many body bytes. */
  resetAtByte?: number;
  /** The connection ends (FIN) behind this many body bytes, in the middle of the HTTP body. */
  finAtByte?: number;
  /** The body ends properly behind this many bytes: a clean end that says too little. */
  eofAtByte?: number;
  /** The stream's last frame is cut in half, then the body ends properly. */
  halfFrame?: boolean;
  /** The stream ends properly, without finish reason, usage and end marker. */
  omitTerminal?: boolean;
  errorEvent?: true | FakeErrorEvent;

  // Framing of the body.
  /** How the body is cut for the network: by events, as a whole, byte by byte, or into pieces of this many bytes. */
  chunking?: 'events' | 'whole' | 'bytes' | number;
  lineEnding?: 'lf' | 'crlf' | 'cr';
  comments?: boolean;
  bom?: boolean;
  /** Every frame's JSON is spread over several `data:` lines. */
  multilineData?: boolean;
  /** `data:{…}` without its space. */
  tightData?: boolean;
  compress?: 'gzip' | 'br';
  /** Replaces the body by a gzip stream that unpacks to this many zero bytes. */
  gzipBombBytes?: number;
  /** Before the content, one event (of a whole answer: white space) of this many bytes. */
  floodBytes?: number;
}

/** A fixed behaviour, or one chosen for each request. */
export type Script = Behaviour | ((request: RecordedRequest) => Behaviour);

export interface RecordedRequest {
  method: string;
  /** Path and query. */
  path: string;
  headers: Record<string, string | string[] | undefined>;
  /** Parsed JSON, the parts of a multipart form, or the text. */
  body: unknown;
  rawBody: Buffer;
  /** `performance.now()` when the request had arrived whole. */
  receivedAtMs: number;
  /** `performance.now()` when the connection was closed before the answer was whole; never settles otherwise. */
  cancelledAtMs: Promise<number>;
  isCancelled: boolean;
}

export interface FormPart {
  name: string;
  filename: string | undefined;
  contentType: string | undefined;
  bytes: Buffer;
}

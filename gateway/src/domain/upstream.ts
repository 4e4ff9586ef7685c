/** An HTTP call to a provider, and how its answer comes back: the border between the pipeline and the network. */

export type UpstreamBody =
  | { readonly kind: 'json'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'multipart'; readonly fields: readonly MultipartField[] };

export type MultipartField =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly filename: string; readonly mimeType: string; readonly data: Uint8Array };

export interface UpstreamRequest {
  readonly method: 'POST' | 'GET';
  /** Scheme, host and port, as `URL.origin` gives them. */
  readonly origin: string;
  /** Path and query, escaped. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: UpstreamBody | undefined;
  /** How a successful answer is cut into frames; `whole` delivers it in one piece. */
  readonly framing: 'sse' | 'ndjson' | 'whole';
  /** Connection pools are kept apart by credential: no socket is ever shared between two tenants (RELIABILITY E9). */
  readonly credentialId: string;
  readonly trusted: boolean;
}

export type UpstreamHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One SSE event or one NDJSON line of a streamed answer. */
export interface StreamFrame {
  readonly event: string | undefined;
  readonly data: string;
}

export type UpstreamFaultKind =
  | 'dns'
  | 'connect_refused'
  | 'connect_timeout'
  | 'tls'
  | 'reset'
  | 'egress_blocked'
  | 'limit'
  | 'aborted'
  | 'protocol'
  | 'internal';

export interface UpstreamFault {
  readonly kind: UpstreamFaultKind;
  readonly message: string;
}

/**
 * Push-style, since one promise a chunk would cost more than the chunk. Exactly one of `onEnd`, `onFault` ends a call,
 * and nothing is called after it. A status of 400 or more, or a body that is no stream though one was asked for, is
 * delivered by `onBody` in one piece.
 */
export interface UpstreamHandlers {
  onHeaders(head: { readonly status: number; readonly headers: UpstreamHeaders }): void;
  onFrames(frames: readonly StreamFrame[]): void;
  onBody(text: string): void;
  onEnd(): void;
  onFault(fault: UpstreamFault): void;
}

export interface UpstreamCall {
  pause(): void;
  resume(): void;
  /** Ends the call and closes its socket at once. No handler is called afterwards. */
  abort(): void;
}

export interface UpstreamTransport {
  call(request: UpstreamRequest, handlers: UpstreamHandlers): UpstreamCall;
}

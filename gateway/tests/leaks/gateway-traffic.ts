import { subscribe } from 'node:diagnostics_channel';
import { type Secret, secretsByField, secretsByForm, secretsOfCookies } from './recognise-secrets.ts';

/** One call of a gateway, as whoever called it saw it. */
export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly requestHeaders: readonly string[];
  /** Empty: there was none, or it is too long to be one of the control plane's. */
  readonly requestBody: string;
  readonly status: number;
  /** Names and values, in turn. */
  readonly headers: readonly string[];
  /** Of a failure, or of an edit; else what came once a stream told of an error. */
  readonly body: string;
}

type Listener = (call: SeenCall) => void;

/** Larger bodies are prompts, pictures and answers. */
const MOST_BYTES = 128 * 1024;

const listeners = new Map<string, Listener>();
let isWatching = false;

/** Sees every `fetch` of this process that goes to a port of this machine, and what `tellOfCall` is told. */
export function watchCalls({ port, listener }: { readonly port: string; readonly listener: Listener }): Disposable {
  listeners.set(port, listener);
  if (!isWatching) watchFetch();
  isWatching = true;
  return {
    [Symbol.dispose]() {
      if (listeners.get(port) === listener) listeners.delete(port);
    },
  };
}

/** For clients that are no `fetch`. */
export function tellOfCall({ port, ...call }: SeenCall & { readonly port: string }): void {
  listeners.get(port)?.(call);
}

/** What a call gave to the gateway, and what the gateway showed. */
export function secretsOfCall({ method, path, requestHeaders, requestBody, headers, body }: SeenCall): Secret[] {
  const name = `${method} ${harmlessPath(path)}`;
  const sent = parsed(requestBody);
  const shown = method === 'GET' ? undefined : parsed(body);
  return [
    ...requestHeaders.flatMap((text) => secretsByForm({ text, from: `a header of ${name}` })),
    ...(sent === undefined ? [] : secretsByField({ document: sent, from: name, by: 'test' })),
    ...(shown === undefined ? [] : secretsByField({ document: shown, from: `the answer to ${name}`, by: 'gateway' })),
    ...secretsOfCookies({ setCookies: valuesOf({ headers, name: 'set-cookie' }), from: `the answer to ${name}` }),
  ];
}

/** A path may hold a secret where a test put one there. */
export function harmlessPath(path: string): string {
  const [plain = ''] = path.split('?');
  return plain.replaceAll(/[^/]+/g, (segment) => (/^[a-z0-9-]{1,15}$/.test(segment) ? segment : '…'));
}

function parsed(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function valuesOf({ headers, name }: { readonly headers: readonly string[]; readonly name: string }): string[] {
  return headers.filter((_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === name);
}

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly listener: Listener;
  readonly requestHeaders: readonly string[];
  readonly sent: Uint8Array[];
  readonly got: Uint8Array[];
  status: number;
  headers: readonly string[];
  keeps: boolean;
}

/** Node's own report of what `fetch` sends and receives: nothing of the exchange changes by it. */
function watchFetch(): void {
  const exchanges = new WeakMap<object, Exchange>();
  const on = (event: string, listener: (told: { exchange: Exchange; message: object }) => void) =>
    subscribe(`undici:request:${event}`, (message) => {
      const request = fieldOf(message, 'request');
      const exchange = typeof request === 'object' && request !== null ? exchanges.get(request) : undefined;
      if (exchange && typeof message === 'object' && message !== null) listener({ exchange, message });
    });
  subscribe('undici:request:create', (message) => {
    const request = fieldOf(message, 'request');
    if (typeof request !== 'object' || request === null) return;
    const origin = String(fieldOf(request, 'origin'));
    const listener = listeners.get(origin.slice(origin.lastIndexOf(':') + 1));
    if (listener) exchanges.set(request, exchangeOf({ request, listener }));
  });
  on('bodyChunkSent', ({ exchange, message }) => {
    const chunk = fieldOf(message, 'chunk');
    if (sizeOf(exchange.sent) < MOST_BYTES && chunk instanceof Uint8Array) exchange.sent.push(chunk);
  });
  on('headers', ({ exchange, message }) => {
    const response = fieldOf(message, 'response');
    exchange.status = Number(fieldOf(response, 'statusCode'));
    exchange.headers = textsOf(fieldOf(response, 'headers'));
    exchange.keeps = exchange.status >= 400 || isEdit(exchange);
  });
  on('bodyChunkReceived', ({ exchange, message }) => {
    const chunk = fieldOf(message, 'chunk');
    if (!(chunk instanceof Uint8Array)) return;
    exchange.keeps ||= Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).includes('event: error');
    if (exchange.keeps && sizeOf(exchange.got) < MOST_BYTES) exchange.got.push(Uint8Array.from(chunk));
  });
  on('trailers', ({ exchange }) => exchange.listener(seenCall(exchange)));
  on('error', ({ exchange }) => exchange.listener(seenCall(exchange)));
}

function exchangeOf({ request, listener }: { readonly request: object; readonly listener: Listener }): Exchange {
  return {
    method: String(fieldOf(request, 'method')),
    path: String(fieldOf(request, 'path')),
    listener,
    requestHeaders: textsOf(fieldOf(request, 'headers')),
    sent: [],
    got: [],
    status: 0,
    headers: [],
    keeps: false,
  };
}

/** An answer of the control plane that may show a secret this one time. */
function isEdit({ method, path }: Exchange): boolean {
  return method !== 'GET' && path.startsWith('/api/');
}

function seenCall({ sent, got, ...rest }: Exchange): SeenCall {
  const requestBody = sizeOf(sent) >= MOST_BYTES ? '' : Buffer.concat(sent).toString();
  return { ...rest, requestBody, body: Buffer.concat(got).toString() };
}

function sizeOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

function fieldOf(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, name) : undefined;
}

function textsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map(String) : typeof list === 'string' ? [list] : [];
}

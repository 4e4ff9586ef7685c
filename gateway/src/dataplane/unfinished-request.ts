import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GatewayError } from '../domain/gateway-error.ts';

interface Unfinished {
  readonly request: IncomingMessage;
  readonly end: (error: GatewayError) => void;
}

/**
 * Requests whose head has come and whose body has not: at most one on a connection. What goes wrong with such a body is
 * the end of that request, not of one more.
 */
const UNFINISHED = new WeakMap<Duplex, Unfinished>();

/** Until `finished` is called or the body is whole: what is to happen if it never gets there. */
export function unfinished({ request, end }: Unfinished): void {
  UNFINISHED.set(request.socket, { request, end });
}

export function finished(request: IncomingMessage): void {
  UNFINISHED.delete(request.socket);
}

/** Ends the reading of this request's body, if it is on its way still. */
export function endBodyOf({ request, error }: { request: IncomingMessage; error: GatewayError }): void {
  if (UNFINISHED.get(request.socket)?.request === request) endUnfinished({ socket: request.socket, error });
}

/** Ends the request whose body is on its way on this connection. False: there is none. */
export function endUnfinished({ socket, error }: { socket: Duplex; error: GatewayError }): boolean {
  const found = UNFINISHED.get(socket);
  UNFINISHED.delete(socket);
  if (!found || found.request.complete) return false;
  found.end(error);
  return true;
}

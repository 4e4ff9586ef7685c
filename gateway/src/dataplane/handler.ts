import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestId } from '../domain/ids.ts';
import type { ServerOptions } from './server-options.ts';

export interface RequestContext {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: RequestId;
  readonly startedAtMs: number;
  readonly clientIp: string;
  readonly options: ServerOptions;
}

export interface Handler {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Where a part of the path varies: what path (and query) it matches. */
  readonly pattern?: RegExp;
  /** Part of the API that keys open: refused to browsers and while shutting down. */
  readonly isApi: boolean;
  handle(context: RequestContext): void | Promise<void>;
}

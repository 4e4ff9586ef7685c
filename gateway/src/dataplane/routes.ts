import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../domain/gateway-error.ts';
import type { ReadBody } from '../wire/latentkit/read-request.ts';
import type { TaskEndpoint } from './endpoint.ts';
import { chat } from './endpoints/chat.ts';
import { circuits } from './endpoints/circuits.ts';
import { complete } from './endpoints/complete.ts';
import { diagnosis } from './endpoints/diagnosis.ts';
import { embeddings } from './endpoints/embeddings.ts';
import { errorIndex, errorPage } from './endpoints/error-pages.ts';
import { healthz, readyz } from './endpoints/health.ts';
import { image } from './endpoints/image.ts';
import { me } from './endpoints/me.ts';
import { usage } from './endpoints/usage.ts';
import { vision } from './endpoints/vision.ts';
import { whoami } from './endpoints/whoami.ts';
import type { Handler } from './handler.ts';
import { serveTask } from './serve-task.ts';

function task<Read extends ReadBody>(endpoint: TaskEndpoint<Read>): Handler {
  return {
    method: 'POST',
    path: endpoint.path,
    isApi: true,
    handle: (context) => serveTask({ endpoint, context }),
  };
}

/** Every address of the data plane. */
export const HANDLERS: readonly Handler[] = [
  task(chat),
  task(complete),
  task(embeddings),
  task(image),
  task(vision),
  whoami,
  me,
  diagnosis,
  usage,
  circuits,
  healthz,
  readyz,
  errorIndex,
  errorPage,
];

const BY_PATH: ReadonlyMap<string, Handler> = new Map(HANDLERS.map((handler) => [handler.path, handler]));

const BY_PATTERN = HANDLERS.flatMap((handler) => (handler.pattern ? [{ handler, pattern: handler.pattern }] : []));

/** Whether one of the data plane's own addresses is this one. */
export function isHandled(path: string): boolean {
  return BY_PATH.has(path) || BY_PATTERN.some(({ pattern }) => pattern.test(path));
}

interface Lookup {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** @throws GatewayError not_found, method_not_allowed */
export function findHandler({ method, path, headers }: Lookup): Handler {
  const handler = BY_PATH.get(path) ?? BY_PATTERN.find(({ pattern }) => pattern.test(path))?.handler;
  if (!handler) throw notFound({ path, method });
  if (handler.method === method || (handler.method === 'GET' && method === 'HEAD')) return handler;
  // A browser asks before it sends: the refusal that names the real problem is the handler's.
  if (method === 'OPTIONS' && headers.origin !== undefined) return handler;
  throw new GatewayError('method_not_allowed', {
    message: `${path} takes ${handler.method}, not ${method}.`,
    hint: `Send a ${handler.method} request.`,
    detail: `${method} ${handler.method}`,
    extra: { allow: handler.method },
  });
}

/** Links that the gateway hands out already. */
const PAGES_TO_COME: ReadonlySet<string> = new Set(['/setup', '/invite', '/reset-password']);

/** What clients of other APIs ask for, by the end of the path. */
const ELSEWHERE: readonly (readonly [ending: string, ours: string])[] = [
  ['/chat/completions', '/v1/chat'],
  ['/responses', '/v1/chat'],
  ['/messages', '/v1/chat'],
  ['/completions', '/v1/complete'],
  ['/embeddings', '/v1/embeddings'],
  ['/images/generations', '/v1/image'],
  ['/images/edits', '/v1/image'],
];

function notFound({ path, method }: { path: string; method: string }): GatewayError {
  return new GatewayError('not_found', {
    message: 'There is nothing at this address.',
    detail: method,
    hint: hintFor(path),
  });
}

function hintFor(path: string): string | undefined {
  if (PAGES_TO_COME.has(path)) {
    return 'This version has no console to open the link with: docs/people.md says which call takes the part behind "#".';
  }
  if (path.endsWith('/models')) {
    return "No models are chosen here: the API key's route does that. GET /v1/whoami says what it can do.";
  }
  const close = [...BY_PATH.keys()].find(
    (known) => known === path.replace(/\/+$/, '') || known === path.toLowerCase() || known === `/v1${path}`,
  );
  const ours = close ?? ELSEWHERE.find(([ending]) => path.endsWith(ending))?.[1];
  return ours === undefined ? undefined : `Did you mean ${ours}?`;
}

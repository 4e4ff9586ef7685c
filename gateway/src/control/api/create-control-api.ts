import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ControlPlane, ControlRequest } from '../../domain/control-plane.ts';
import { GatewayError } from '../../domain/gateway-error.ts';
import { writeErrorBody } from '../../wire/latentkit/write-error.ts';
import type { Act, ActAnswer } from './act.ts';
import { ACTS } from './acts.ts';
import { answerReferencePage, answerReferenceScript, REFERENCE_PAGE, REFERENCE_SCRIPT } from './api-reference.ts';
import type { Caller } from './caller.ts';
import type { ControlDeps } from './control-deps.ts';
import { entityTag, namesTag } from './entity-tag.ts';
import { type FindSignedIn, identifyCaller } from './identify-caller.ts';
import { onceFor, type WrittenAnswer } from './once-act.ts';
import { describeApi } from './openapi-document.ts';
import { runAct } from './run-act.ts';

interface Bindings {
  readonly request: ControlRequest;
}

type Http = Context<{ Bindings: Bindings }>;

/** The control plane over HTTP: its acts, and the document that describes them. */
export function createControlApi({
  deps,
  findSignedIn,
  acts = ACTS,
}: {
  readonly deps: ControlDeps;
  readonly findSignedIn: FindSignedIn;
  readonly acts?: readonly Act[];
}): ControlPlane {
  const app = new OpenAPIHono<{ Bindings: Bindings }>({ strict: true });
  const methods = new Map<string, string[]>();
  for (const act of acts) {
    const path = `/api${act.path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
    methods.set(path, [...(methods.get(path) ?? []), act.method.toUpperCase()]);
    app.on(act.method.toUpperCase(), path, (http) => serve({ act, http, deps, findSignedIn }));
  }
  let document: object | undefined;
  app.get('/api/openapi.json', () => {
    document ??= describeApi({ app, acts });
    return jsonResponse(document);
  });
  addReferencePage({ app, deps, methods });
  for (const [path, allowed] of methods) app.all(path, (http) => refuseMethod({ http, allowed }));
  app.notFound(() => new Response(null, { status: 404, headers: { [NOTHING_THERE]: '1' } }));
  app.onError((error, http) => {
    if (error instanceof GatewayError) return errorResponse({ error, http });
    throw error;
  });
  return {
    async answer(request) {
      // A method that no `Request` can be made with is refused like any other that an address does not take.
      const method = UNSENDABLE.has(request.method.toUpperCase()) ? 'OTHER' : request.method;
      const answer = await app.request(request.url, { method, headers: request.headers }, { request });
      return answer.headers.has(NOTHING_THERE) ? undefined : answer;
    },
  };
}

function addReferencePage({
  app,
  deps: { referenceScript, randomBytes },
  methods,
}: {
  readonly app: OpenAPIHono<{ Bindings: Bindings }>;
  readonly deps: ControlDeps;
  readonly methods: Map<string, string[]>;
}): void {
  app.get(REFERENCE_PAGE, async () => {
    const nonce = Buffer.from(randomBytes(16)).toString('base64url');
    return answerReferencePage({ script: await referenceScript(), nonce });
  });
  app.get(REFERENCE_SCRIPT, async (http) => {
    const { url, headers } = http.env.request;
    return answerReferenceScript({ script: await referenceScript(), url, headers }) ?? http.notFound();
  });
  methods.set(REFERENCE_PAGE, ['GET']).set(REFERENCE_SCRIPT, ['GET']);
}

/** What the Fetch standard forbids (§2.2.1). */
const UNSENDABLE: ReadonlySet<string> = new Set(['TRACE', 'TRACK', 'CONNECT']);
const NOTHING_THERE = 'x-nothing-there';

async function serve({
  act,
  http,
  deps,
  findSignedIn,
}: {
  readonly act: Act;
  readonly http: Http;
  readonly deps: ControlDeps;
  readonly findSignedIn: FindSignedIn;
}): Promise<Response> {
  const { request } = http.env;
  const caller = await identifyCaller({ request, deps, findSignedIn });
  const run = async () =>
    written({ act, answer: await runAct({ act, request, caller, params: http.req.param(), deps }) });
  const answer = isCreate(act) ? await once({ request, caller, deps, run }) : await run();
  const tag = answer.headers.ETag;
  const known = request.headers.get('if-none-match');
  if (act.isRead && tag !== undefined && known !== null && namesTag({ header: known, tag })) {
    return new Response(null, { status: 304, headers: answer.headers });
  }
  return new Response(answer.status === 204 ? null : answer.text, { status: answer.status, headers: answer.headers });
}

function isCreate(act: Act): boolean {
  return act.method === 'post';
}

function once(call: {
  readonly request: ControlRequest;
  readonly caller: Caller | undefined;
  readonly deps: ControlDeps;
  readonly run: () => Promise<WrittenAnswer>;
}): Promise<WrittenAnswer> {
  return onceFor({ ...call, answerClaims: call.deps.answerClaims });
}

function written({ act, answer }: { readonly act: Act; readonly answer: ActAnswer }): WrittenAnswer {
  const tag: Record<string, string> = answer.tagOf === undefined ? {} : { ETag: entityTag(answer.tagOf) };
  const { file } = answer;
  if (file !== undefined) {
    const headers = { 'Content-Type': file.type, 'Content-Disposition': `attachment; filename="${file.name}"`, ...tag };
    return { status: act.status, headers, text: file.text };
  }
  return {
    status: act.status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...tag },
    text: answer.body === undefined ? '' : JSON.stringify(answer.body),
  };
}

function refuseMethod({ http, allowed }: { readonly http: Http; readonly allowed: readonly string[] }): Response {
  const { method } = http.env.request;
  throw new GatewayError('method_not_allowed', {
    message: `This address takes ${allowed.join(', ')}, not ${method.slice(0, 20)}.`,
    hint: `Send one of: ${allowed.join(', ')}.`,
    extra: { allow: allowed.join(', ') },
  });
}

function errorResponse({ error, http }: { readonly error: GatewayError; readonly http: Http }): Response {
  const headers: Record<string, string> = { 'Content-Type': 'application/json; charset=utf-8' };
  if (error.status === 401) headers['WWW-Authenticate'] = 'Bearer';
  if (error.retryAfterMs !== undefined)
    headers['Retry-After'] = String(Math.max(1, Math.ceil(error.retryAfterMs / 1_000)));
  if (error.extra?.allow !== undefined) headers.Allow = String(error.extra.allow);
  const body = writeErrorBody({ error, requestId: http.env.request.requestId });
  return new Response(JSON.stringify(body), { status: error.status, headers });
}

function jsonResponse(body: object): Response {
  return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json; charset=utf-8' } });
}

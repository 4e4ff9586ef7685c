import type { OpenAPIHono } from '@hono/zod-openapi';
import { ERROR_CATALOGUE, type ErrorCode } from '@latentkit/contract/error-catalogue';
import type { Env } from 'hono';
import * as z from 'zod';
import type { Act } from './act.ts';

type Registry = OpenAPIHono['openAPIRegistry'];
type PathConfig = Parameters<Registry['registerPath']>[0];

const errorSchema = z
  .looseObject({
    error: z.string().describe('Stable code'),
    code: z.string(),
    message: z.string().describe('One sentence that a person can act on'),
    reason: z.string().optional().describe('Finer code'),
    param: z.string().optional().describe('Which field is wrong'),
    hint: z.string().describe('What to do next'),
    request_id: z.string(),
    docs: z.string(),
  })
  .meta({ id: 'Error' });

/** What any act may answer with, whatever it does. */
const ANY_ACT: readonly ErrorCode[] = [
  'validation_error',
  'method_not_allowed',
  'internal_error',
  'storage_unavailable',
  'shutting_down',
  'rate_limited',
];
const WITH_BODY: readonly ErrorCode[] = ['payload_too_large', 'unsupported_media_type'];
const WITH_CALLER: readonly ErrorCode[] = ['sign_in_required', 'permission_denied'];
const ON_EDIT: readonly ErrorCode[] = ['precondition_failed', 'precondition_required'];
const ON_CREATE: readonly ErrorCode[] = ['idempotency_conflict', 'idempotency_in_progress'];

/** The OpenAPI 3.1 document of the acts: made of the same descriptions that requests are checked by. */
export function describeApi<Environment extends Env>({
  app,
  acts,
}: {
  readonly app: OpenAPIHono<Environment>;
  readonly acts: readonly Act[];
}): object {
  const registry = app.openAPIRegistry;
  registry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: "A service token (`lkadm_…`), or the operator's own token",
  });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-latentkit.session_token',
  });
  for (const act of acts) registry.registerPath(pathOf(act));
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'LatentKit control plane',
      version: '1',
      description: 'Everything that an operator does: workspaces, connections, routes as releases, keys, people.',
    },
  });
}

export function errorsOf(act: Act): readonly ErrorCode[] {
  return [
    ...ANY_ACT,
    ...(act.body === undefined ? [] : WITH_BODY),
    ...(act.permission === 'anybody' ? [] : WITH_CALLER),
    ...(act.path.includes('{') ? (['not_found'] as const) : []),
    ...(act.edits ? ON_EDIT : []),
    ...(act.scope === 'workspace' && !act.whileRemoved ? (['conflict'] as const) : []),
    ...(act.method === 'post' ? ON_CREATE : []),
    ...act.errors,
  ];
}

function pathOf(act: Act): PathConfig {
  const params = act.scope === 'workspace' ? act.params.extend({ workspaceId: z.string() }) : act.params;
  return {
    operationId: act.id,
    method: act.method,
    path: `/api${act.path}`,
    summary: act.summary,
    ...(act.description === undefined ? undefined : { description: act.description }),
    tags: [tagOf(act.path)],
    security: act.permission === 'anybody' ? [] : [{ token: [] }, { session: [] }],
    request: {
      ...(act.path.includes('{') ? { params } : undefined),
      query: act.query,
      ...headersOf(act),
      ...(act.body === undefined
        ? undefined
        : {
            body: { required: !act.body.safeParse({}).success, content: { 'application/json': { schema: act.body } } },
          }),
    },
    responses: { ...successOf(act), ...failuresOf(act) },
  };
}

function headersOf(act: Act): { readonly headers?: z.ZodObject } {
  if (act.edits)
    return { headers: z.object({ 'If-Match': z.string().describe('ETag of the state that the edit was made for') }) };
  if (act.method === 'post') return { headers: z.object({ 'Idempotency-Key': z.string().min(1).max(200).optional() }) };
  return {};
}

function successOf(act: Act): PathConfig['responses'] {
  const description = act.summary;
  const content = {
    ...(act.answer === undefined ? undefined : { 'application/json': { schema: act.answer } }),
    ...(act.fileType === undefined ? undefined : { [act.fileType]: { schema: z.unknown() } }),
  };
  const isEmpty = Object.keys(content).length === 0;
  return {
    [act.status]: isEmpty ? { description } : { description, content },
    ...(act.isRead ? { 304: { description: 'Not changed since the ETag that was sent as If-None-Match' } } : undefined),
  };
}

/** One entry a status: several codes share one. */
function failuresOf(act: Act): PathConfig['responses'] {
  const byStatus = Map.groupBy(new Set(errorsOf(act)), (code) => ERROR_CATALOGUE[code].status);
  const entries = [...byStatus].map(([status, codes]) => [
    status,
    {
      description: codes.map((code) => `\`${code}\``).join(', '),
      content: { 'application/json': { schema: errorSchema } },
    },
  ]);
  return Object.fromEntries(entries);
}

/** Parts of a path that are no noun of their own. */
const NOUN_OF: Readonly<Record<string, string>> = {
  suspend: 'workspaces',
  resume: 'workspaces',
  restore: 'workspaces',
  export: 'workspaces',
  plan: 'plans',
};

/** The noun: the first part of the path that is none of the frame. */
export function tagOf(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && !part.startsWith('{'));
  const noun = (parts[0] === 'workspaces' ? (parts[1] ?? parts[0]) : parts[0]) ?? 'installation';
  return NOUN_OF[noun] ?? noun;
}

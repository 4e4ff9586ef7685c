import type { AttemptFailure } from '../domain/failure.ts';
import { parseJson } from '../domain/json.ts';
import type { Connection } from '../domain/route.ts';
import type { UpstreamTransport } from '../domain/upstream.ts';
import type { ModelList, ProviderAdapter } from '../providers/provider-adapter.ts';
import type { ReadFailure, UpstreamFailureAnswer } from '../wire/dialect.ts';
import { askOnce } from './ask-once.ts';
import { upstreamRequest } from './build-upstream-request.ts';
import { plainFailure } from './read-attempt-failure.ts';

interface ToList {
  readonly connection: Connection;
  readonly adapter: ProviderAdapter;
  readonly list: ModelList;
  readonly transport: UpstreamTransport;
  now(): number;
}

export type ListedModels =
  | { readonly models: readonly string[] }
  | { readonly failure: AttemptFailure; readonly status: number | undefined };

/** The models that a provider names for this credential. A list without any is a failure: it is some other page. */
export async function listProviderModels({ connection, adapter, list, transport, now }: ToList): Promise<ListedModels> {
  const request = upstreamRequest({
    target: { connection },
    adapter,
    method: 'GET',
    path: list.path,
    body: undefined,
    framing: 'whole',
  });
  const readFailure = adapter.chat?.dialect.readFailure ?? adapter.embeddings?.dialect.readFailure ?? readByStatus;
  const { failure, text = '', status } = await askOnce({ request, readFailure, adapter, transport, now });
  if (failure !== undefined) return { failure, status };
  const body = parseJson(text);
  const models = body.ok ? [...new Set(list.read(body.value))] : [];
  if (models.length > 0) return { models };
  return { failure: plainFailure({ class: 'malformed_response', status, detail: 'no_model_list' }), status };
}

function readByStatus({ status }: UpstreamFailureAnswer): ReadFailure {
  const isRefused = status === 401 || status === 403;
  return {
    class: isRefused ? 'auth_upstream' : 'unknown',
    code: undefined,
    message: undefined,
    retryAfterMs: undefined,
  };
}

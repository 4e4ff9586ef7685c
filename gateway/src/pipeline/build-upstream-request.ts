import type { AttemptTarget, Connection } from '../domain/route.ts';
import type { Task } from '../domain/task.ts';
import type { UpstreamBody, UpstreamRequest } from '../domain/upstream.ts';
import { chatOperationOf } from '../providers/chat-operation-of.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';
import type { ReadFailure, UpstreamFailureAnswer, Warning } from '../wire/dialect.ts';

export interface BuiltRequest {
  readonly request: UpstreamRequest;
  readonly warnings: readonly Warning[];
  readonly readFailure: (answer: UpstreamFailureAnswer) => ReadFailure;
}

interface BuildInput {
  readonly task: Task;
  readonly target: AttemptTarget;
  readonly adapter: ProviderAdapter;
}

/** @throws RangeError when the adapter has no such operation, or the model id is no safe path */
export function buildUpstreamRequest(input: BuildInput): BuiltRequest {
  switch (input.task.operation) {
    case 'chat':
      return buildChat({ ...input, task: input.task });
    case 'embeddings': {
      const operation = required(input.adapter.embeddings);
      const { request } = input.task;
      const drafted = operation.dialect.writeRequest({ request, model: input.target.model });
      const path = operation.path({ model: input.target.model, stream: false, edit: false });
      return whole({ ...input, path, ...drafted, readFailure: operation.dialect.readFailure });
    }
    case 'image': {
      const operation = required(input.adapter.image);
      const { request } = input.task;
      const drafted = operation.dialect.writeRequest({ request, model: input.target.model });
      const path = operation.path({ model: input.target.model, stream: false, edit: request.images.length > 0 });
      return whole({ ...input, path, ...drafted, readFailure: operation.dialect.readFailure });
    }
  }
}

function buildChat({
  task,
  target,
  adapter,
}: BuildInput & { readonly task: Task & { operation: 'chat' } }): BuiltRequest {
  const operation = required(chatOperationOf({ adapter, model: target.model, baseUrl: target.connection.baseUrl }));
  const call = { model: target.model, stream: task.stream };
  const draft = operation.dialect.writeRequest({
    request: task.request,
    ...call,
    connection: target.connection.name,
    maxOutputTokens: target.maxOutputTokens,
  });
  const { body, warnings } = operation.adjust?.(draft, call) ?? draft;
  return {
    request: upstreamRequest({
      target,
      adapter,
      path: operation.path({ ...call, edit: false }),
      body: { kind: 'json', value: body },
      framing: task.stream ? operation.dialect.framing : 'whole',
    }),
    warnings,
    readFailure: operation.dialect.readFailure,
  };
}

interface WholeInput extends BuildInput {
  readonly path: string;
  readonly body: UpstreamBody;
  readonly warnings: readonly Warning[];
  readonly readFailure: (answer: UpstreamFailureAnswer) => ReadFailure;
}

function whole({ target, adapter, path, body, warnings, readFailure }: WholeInput): BuiltRequest {
  return { request: upstreamRequest({ target, adapter, path, body, framing: 'whole' }), warnings, readFailure };
}

interface UpstreamRequestInput {
  readonly target: Pick<AttemptTarget, 'connection'>;
  readonly adapter: ProviderAdapter;
  readonly method?: UpstreamRequest['method'];
  readonly path: string;
  readonly body: UpstreamBody | undefined;
  readonly framing: UpstreamRequest['framing'];
}

/** A call to a connection, with its credential and its headers. */
export function upstreamRequest({
  target,
  adapter,
  method = 'POST',
  path,
  body,
  framing,
}: UpstreamRequestInput): UpstreamRequest {
  const { connection } = target;
  const { origin, prefix } = splitBaseUrl(connection);
  return {
    method,
    origin,
    path: prefix + path,
    headers: { ...connection.headers, ...adapter.authHeaders(connection.credential) },
    body,
    framing,
    credentialId: connection.credentialId,
    trusted: connection.trusted,
  };
}

/** `base_url` replaces everything before the resource path, so the two are put together as text, not resolved. */
function splitBaseUrl(connection: Connection): { readonly origin: string; readonly prefix: string } {
  const known = SPLIT_URLS.get(connection);
  if (known) return known;
  const { origin, pathname } = new URL(connection.baseUrl);
  const split = { origin, prefix: pathname.endsWith('/') ? pathname.slice(0, -1) : pathname };
  SPLIT_URLS.set(connection, split);
  return split;
}

/** A connection never changes, and parsing its address for each request would cost as much as the rest of this file. */
const SPLIT_URLS = new WeakMap<Connection, ReturnType<typeof splitBaseUrl>>();

function required<Operation>(operation: Operation | undefined): Operation {
  if (operation === undefined) throw new RangeError('the provider has no such operation');
  return operation;
}

import { resolveModel } from '../config/resolve-model.ts';
import type { AttemptSpec, RouteDefinition } from '../domain/definitions.ts';
import { readId } from '../domain/ids.ts';
import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import { schedulePrices } from '../domain/price-schedule.ts';
import type { AttemptTarget, Connection, PublishedRoute } from '../domain/route.ts';
import type { CompiledConnection } from './compile-connection.ts';

export const FIRST_CONTENT_TIMEOUT_MS = 30_000;
export const IDLE_TIMEOUT_MS = 30_000;

/** The published version of a route as the data plane uses it; undefined while nothing is published. */
export function compileRoute({
  definition,
  connections,
  catalogue,
}: {
  readonly definition: RouteDefinition;
  /** Of the route's workspace, by name. */
  readonly connections: ReadonlyMap<string, CompiledConnection>;
  readonly catalogue: ModelCatalogue;
}): { readonly route: PublishedRoute; readonly missing: readonly string[] } | undefined {
  if (definition.published === undefined) return undefined;
  const { version, spec } = definition.published;
  const attempts = spec.attempts.map((attempt, index) => {
    const compiled = connections.get(attempt.connection);
    return compiled === undefined
      ? compileAttempt({ attempt, position: index + 1, ...missingConnection(attempt.connection), catalogue })
      : compileAttempt({ attempt, position: index + 1, ...compiled, catalogue });
  });
  const missing = spec.attempts.map(({ connection }) => connection).filter((name) => !connections.has(name));
  return {
    missing: [...new Set(missing)],
    route: {
      id: definition.id,
      name: definition.name,
      version,
      workspaceId: definition.workspaceId,
      attempts,
      strategy: spec.strategy,
      stickyBy: spec.stickyBy,
      defaultProfile: spec.defaultProfile,
      allowProfileOverride: spec.allowProfileOverride,
      deadlineMs: spec.deadlineMs,
      onCut: spec.onCut,
      crossing: spec.crossing,
      budget: spec.budget,
      rateLimit: spec.rateLimit,
    },
  };
}

interface AttemptInput extends Pick<CompiledConnection, 'connection' | 'adapter'> {
  readonly attempt: AttemptSpec;
  readonly position: number;
  readonly definition: CompiledConnection['definition'] | undefined;
  readonly catalogue: ModelCatalogue;
}

function compileAttempt({
  attempt,
  position,
  connection,
  definition,
  adapter,
  catalogue,
}: AttemptInput): AttemptTarget {
  const listed = definition?.models.find(({ id }) => id === attempt.model);
  const resolved = adapter && resolveModel({ adapter, model: attempt.model, definition: listed, catalogue });
  return {
    position,
    connection,
    model: attempt.model,
    profiles: attempt.profiles,
    weight: attempt.weight,
    timeoutMs: attempt.timeoutMs,
    firstContentTimeoutMs: attempt.firstContentTimeoutMs ?? FIRST_CONTENT_TIMEOUT_MS,
    idleTimeoutMs: attempt.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
    capabilities: resolved?.capabilities ?? new Set(),
    contextWindow: resolved?.contextWindow,
    maxOutputTokens: resolved?.maxOutputTokens,
    prices:
      resolved?.prices && schedulePrices({ versions: resolved.prices, marginPercent: definition?.marginPercent ?? 0 }),
    // With the credential's version: a circuit that an old secret opened says nothing of the new one.
    circuitKey: `${connection.credentialId}/${attempt.model}`,
  };
}

/** The place of a connection that was removed while a published route still names it: never used, but explained. */
function missingConnection(name: string): {
  readonly connection: Connection;
  readonly definition: undefined;
  readonly adapter: undefined;
} {
  const connection: Connection = {
    id: readId({ kind: 'conn', text: 'conn_removed' }),
    name,
    provider: 'removed',
    access: 'byok',
    enabled: false,
    baseUrl: '',
    credential: {},
    credentialId: 'conn_removed.0',
    trusted: false,
    headers: {},
  };
  return { connection, definition: undefined, adapter: undefined };
}

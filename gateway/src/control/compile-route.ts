import { resolveModel } from '../config/resolve-model.ts';
import type { AttemptSpec, ModelDefinition, RouteDefinition, RouteSpec } from '../domain/definitions.ts';
import { readId } from '../domain/ids.ts';
import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import { schedulePrices } from '../domain/price-schedule.ts';
import type { AttemptTarget, Connection, PublishedRoute } from '../domain/route.ts';
import type { CompiledConnection } from './compile-connection.ts';

export const FIRST_CONTENT_TIMEOUT_MS = 30_000;
export const IDLE_TIMEOUT_MS = 30_000;
/** What a draft is numbered as: versions begin at 1. */
export const DRAFT_VERSION = 0;

export interface RouteCompilation {
  readonly definition: RouteDefinition;
  /** Of the route's workspace, by name. */
  readonly connections: ReadonlyMap<string, CompiledConnection>;
  readonly catalogue: ModelCatalogue;
}

/**
 * The published version of a route as the data plane uses it, with its canary and its shadow; undefined while nothing is
 * published.
 */
export function compileRoute(
  input: RouteCompilation,
): { readonly route: PublishedRoute; readonly missing: readonly string[] } | undefined {
  const { published, canary, shadow } = input.definition;
  if (published === undefined) return undefined;
  const specs = [published.spec, canary?.spec, shadow?.spec].filter((spec) => spec !== undefined);
  const named = specs.flatMap(({ attempts }) => attempts.map(({ connection }) => connection));
  return {
    missing: [...new Set(named.filter((name) => !input.connections.has(name)))],
    route: {
      ...compileRelease({ ...input, ...published }),
      canary: canary && {
        route: compileRelease({ ...input, ...canary }),
        sharePercent: canary.sharePercent,
        stickyBy: canary.stickyBy,
      },
      shadow: shadow && {
        route: compileRelease({ ...input, ...shadow }),
        sharePercent: shadow.sharePercent,
        budgetNanoUsd: shadow.budgetNanoUsd,
      },
    },
  };
}

/** One version of a route, or a draft, by itself: what a test of it runs on. */
export function compileRelease({
  definition,
  version,
  spec,
  connections,
  catalogue,
}: RouteCompilation & {
  /** Undefined: a draft. */
  readonly version: number | undefined;
  readonly spec: RouteSpec;
}): PublishedRoute {
  const attempts = spec.attempts.map((attempt, index) => {
    const compiled = connections.get(attempt.connection) ?? missingConnection(attempt.connection);
    return compileAttempt({ attempt, position: index + 1, ...compiled, catalogue });
  });
  return {
    id: definition.id,
    name: definition.name,
    version: version ?? DRAFT_VERSION,
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
    ...(spec.contentLogging === false ? { contentLogging: false } : undefined),
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
    ...(isDisabled({ models: definition?.models ?? [], model: attempt.model }) ? { modelDisabled: true } : undefined),
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

/** A list that names other models only leaves no doubt either: the operator took this one out of it. */
function isDisabled({
  models,
  model,
}: {
  readonly models: readonly ModelDefinition[];
  readonly model: string;
}): boolean {
  return models.length > 0 && models.find(({ id }) => id === model)?.enabled !== true;
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

import { resolveModel } from '../../../config/resolve-model.ts';
import type { ConnectionDefinition, Definitions } from '../../../domain/definitions.ts';
import type { ModelCatalogue } from '../../../domain/model-catalogue.ts';
import type { AttemptTarget, Connection } from '../../../domain/route.ts';
import type { ProviderAdapter } from '../../../providers/provider-adapter.ts';
import { compileConnection } from '../../compile-connection.ts';
import { FIRST_CONTENT_TIMEOUT_MS, IDLE_TIMEOUT_MS } from '../../compile-route.ts';
import type { ActAnswer, ActContext } from '../act.ts';
import { problemsError } from '../read-input.ts';
import { checkView } from './check-view.ts';

interface ToRun extends Pick<ActContext, 'deps'> {
  readonly connection: ConnectionDefinition;
  /** Undefined: the first that something speaks for. */
  readonly model: string | undefined;
  readonly definitions: Pick<Definitions, 'routes'>;
}

/** One real call over a connection, saved or not. @throws GatewayError validation_error where nothing says which model, rate_limited */
export async function runCheck({ deps, connection, model, definitions }: ToRun): Promise<ActAnswer> {
  const { vault, providers, checks } = deps;
  const adapter = providers.get(connection.provider);
  const { compiled, problem } = compileConnection({ definition: connection, vault, providers });
  if (problem !== undefined || adapter === undefined) {
    const fix = [{ text: 'Enter its credential again.', exact: `POST …/connections/${connection.id}/rotate` }];
    const cause = `Nothing was asked: ${problem?.message ?? 'its provider is not known'}.`;
    const check = { verdict: 'not_asked', cause, fix, status: undefined, latencyMs: 0 } as const;
    return { body: checkView({ check, model }) };
  }
  const catalogue = await deps.catalogue();
  const candidates = model === undefined ? candidatesOf({ connection, definitions, catalogue }) : [model];
  const target = chooseTarget({
    connection: compiled.connection,
    definition: connection,
    adapter,
    candidates,
    catalogue,
  });
  if (target === undefined) {
    throw problemsError([{ param: 'model', message: 'nothing says which model to ask for: name one' }]);
  }
  deps.outgoing.take(connection.workspaceId);
  return { body: checkView({ check: await checks.check({ target }), model: target.model }) };
}

/** The models that a check may ask for, the likeliest to work first. */
function candidatesOf({
  connection,
  definitions,
  catalogue,
}: Pick<ToRun, 'connection' | 'definitions'> & { readonly catalogue: ModelCatalogue }): readonly string[] {
  const listed = connection.models.filter(({ enabled, vanishedAtMs }) => enabled && vanishedAtMs === undefined);
  if (listed.length > 0) return listed.map(({ id }) => id);
  const routed = definitions.routes
    .filter(({ workspaceId }) => workspaceId === connection.workspaceId)
    .flatMap(({ published }) => published?.spec.attempts ?? [])
    .filter((attempt) => attempt.connection === connection.name);
  if (routed.length > 0) return routed.map(({ model }) => model);
  const price = (prices: (typeof known)[number]['prices']) => prices?.at(-1)?.price.inputUsdPerMtok ?? Infinity;
  const known = catalogue.list().filter(({ provider }) => provider === connection.provider);
  return known.toSorted((one, other) => price(one.prices) - price(other.prices)).map(({ id }) => id);
}

interface ToChoose {
  readonly connection: Connection;
  readonly definition: ConnectionDefinition;
  readonly adapter: ProviderAdapter;
  readonly candidates: readonly string[];
  readonly catalogue: ModelCatalogue;
}

/** The first that chats; else the first that embeds; else the first. */
function chooseTarget({ connection, definition, adapter, candidates, catalogue }: ToChoose): AttemptTarget | undefined {
  const resolved = candidates.map((model) => {
    const listed = definition.models.find(({ id }) => id === model);
    return { model, ...resolveModel({ adapter, model, definition: listed, catalogue }) };
  });
  const chosen =
    resolved.find(({ capabilities }) => capabilities.has('chat')) ??
    resolved.find(({ capabilities }) => capabilities.has('embeddings')) ??
    resolved[0];
  if (chosen === undefined) return undefined;
  return {
    position: 1,
    connection,
    model: chosen.model,
    profiles: [],
    weight: undefined,
    timeoutMs: undefined,
    firstContentTimeoutMs: FIRST_CONTENT_TIMEOUT_MS,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
    capabilities: chosen.capabilities,
    contextWindow: chosen.contextWindow,
    maxOutputTokens: chosen.maxOutputTokens,
    prices: undefined,
    circuitKey: `check/${connection.credentialId}`,
  };
}

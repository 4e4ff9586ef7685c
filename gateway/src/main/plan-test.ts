import { compileSnapshot } from '../control/compile-snapshot.ts';
import type { RouteTrial } from '../control/releases/run-route-tests.ts';
import { chat } from '../dataplane/endpoints/chat.ts';
import { complete } from '../dataplane/endpoints/complete.ts';
import { embeddings } from '../dataplane/endpoints/embeddings.ts';
import { image } from '../dataplane/endpoints/image.ts';
import { vision } from '../dataplane/endpoints/vision.ts';
import type { Definitions, RouteDefinition, RouteSpec } from '../domain/definitions.ts';
import { GatewayError } from '../domain/gateway-error.ts';
import { readId } from '../domain/ids.ts';
import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import { type HealthView, NO_LOAD } from '../domain/ports.ts';
import type { RouteTest } from '../domain/release.ts';
import type { PublishedRoute } from '../domain/route.ts';
import type { Vault } from '../domain/vault.ts';
import { planAttempts } from '../pipeline/plan-attempts.ts';
import { readNeeds } from '../pipeline/read-needs.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';

const ENDPOINTS = [chat, complete, embeddings, image, vision];
/** A test is about what the release says, not about how providers are at this moment. */
const ALL_WELL: HealthView = { state: () => ({ kind: 'closed' }) };
const CALLER = { keyId: readId({ kind: 'key', text: 'key_of_a_test' }) };
const SEED = 'req_of_a_test';

/** Plans a route's tests with a release: by the same reading, compiling and planning that requests meet. */
export function planTestsOf({
  definitions,
  route,
  spec,
  vault,
  catalogue,
  nowMs,
}: {
  readonly definitions: Definitions;
  readonly route: RouteDefinition;
  readonly spec: RouteSpec;
  readonly vault: Pick<Vault, 'open'>;
  readonly catalogue: ModelCatalogue;
  readonly nowMs: number;
}): (test: RouteTest) => Promise<RouteTrial> {
  const published = { version: 1, publishedAtMs: 0, spec };
  const only = { ...route, published, canary: undefined, shadow: undefined, schedule: undefined };
  const { routes } = compileSnapshot({
    definitions: { ...definitions, routes: [only], keys: [] },
    vault,
    providers: PROVIDERS,
    catalogue,
    version: 'test',
  });
  const compiled = routes.get(route.id);
  return async (test) => {
    if (compiled === undefined)
      return refused({ code: 'internal_error', message: 'the release could not be compiled' });
    try {
      return planned({ test, route: compiled, nowMs });
    } catch (error) {
      if (error instanceof GatewayError) return refused(error);
      throw error;
    }
  };
}

/** @throws GatewayError where the body is refused */
function planned({
  test,
  route,
  nowMs,
}: {
  readonly test: RouteTest;
  readonly route: PublishedRoute;
  readonly nowMs: number;
}): RouteTrial {
  const endpoint = ENDPOINTS.find(({ path }) => path === test.endpoint);
  if (endpoint === undefined) return refused({ code: 'not_found', message: `There is no endpoint ${test.endpoint}.` });
  const { task, wantedProfile } = endpoint.readBody(test.body);
  const needs = readNeeds({ task, profile: wantedProfile });
  const caller = { ...CALLER, user: task.request.user };
  const { stream } = task;
  const plan = planAttempts({ route, needs, health: ALL_WELL, load: NO_LOAD, caller, stream, nowMs, seed: SEED });
  const [first] = plan.attempts;
  if (first === undefined) {
    const why = plan.skipped.map(({ target, reason }) => `${target.connection.name}/${target.model}: ${reason}`);
    return refused({ code: 'all_providers_exhausted', message: `No attempt can serve it (${why.join(', ')}).` });
  }
  return {
    answered: true,
    attempt: { connection: first.connection.name, model: first.model },
    capabilities: [...first.capabilities],
    text: undefined,
    error: undefined,
    requestId: undefined,
  };
}

function refused({ code, message }: { readonly code: string; readonly message: string }): RouteTrial {
  const nothing = { attempt: undefined, capabilities: [], text: undefined, requestId: undefined };
  return { answered: false, ...nothing, error: { code, message } };
}

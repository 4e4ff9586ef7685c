import type { RouteTrial } from '../control/releases/run-route-tests.ts';
import { TASK_ENDPOINTS } from '../dataplane/task-endpoints.ts';
import { GatewayError } from '../domain/gateway-error.ts';
import { readId } from '../domain/ids.ts';
import { ALL_WELL, NO_LOAD } from '../domain/ports.ts';
import type { RouteTest } from '../domain/release.ts';
import type { PublishedRoute } from '../domain/route.ts';
import { planAttempts } from '../pipeline/plan-attempts.ts';
import { readNeeds } from '../pipeline/read-needs.ts';

const CALLER = { keyId: readId({ kind: 'key', text: 'key_of_a_test' }) };
const SEED = 'req_of_a_test';

/** Plans a test with a release: by the same reading and planning that requests meet. Calls nobody. */
export async function planTest({
  test,
  route,
  nowMs,
}: {
  readonly test: RouteTest;
  /** The release, compiled. */
  readonly route: PublishedRoute;
  readonly nowMs: number;
}): Promise<RouteTrial> {
  try {
    return planned({ test, route, nowMs });
  } catch (error) {
    if (error instanceof GatewayError) return refused(error);
    throw error;
  }
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
  const endpoint = TASK_ENDPOINTS.find(({ path }) => path === test.endpoint);
  if (endpoint === undefined) return refused({ code: 'not_found', message: `There is no endpoint ${test.endpoint}.` });
  const { task, wantedProfile } = endpoint.readBody(test.body);
  const needs = readNeeds({ task, profile: wantedProfile });
  const caller = { ...CALLER, user: task.request.user };
  const { stream } = task;
  // A test is about what the release says, not about how providers are at this moment.
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

import type { RouteTrial } from '../control/releases/run-route-tests.ts';
import { TASK_ENDPOINTS } from '../dataplane/task-endpoints.ts';
import type { RouteTest } from '../domain/release.ts';
import type { AttemptTarget, Principal, PublishedRoute } from '../domain/route.ts';
import { BackgroundClient } from '../pipeline/background-client.ts';
import type { Outcome } from '../pipeline/outcome.ts';
import type { PipelineDeps } from '../pipeline/pipeline-deps.ts';
import { readNeeds } from '../pipeline/read-needs.ts';
import { sandboxed } from '../pipeline/resolve-route.ts';
import { runBeside } from '../pipeline/run-beside.ts';
import { shadowDeps } from '../pipeline/shadow-deps.ts';

/** `sandbox`: it answers, and nothing costs anything. `live`: providers do, and the workspace pays. */
export type TrialMode = 'sandbox' | 'live';

/** Sends a request to one version of a route, or a draft; `planTest` only plans it. @throws GatewayError for a body that no caller could send */
export type TryRoute = (trial: {
  readonly test: Pick<RouteTest, 'endpoint' | 'body'>;
  /** As `compileRelease` makes it. */
  readonly route: PublishedRoute;
  /** Whose workspace pays for what is live, within its budgets; see `trialPrincipal`. */
  readonly principal: Principal;
  readonly mode: TrialMode;
}) => Promise<RouteTrial>;

/** Trials go through the pipeline that serves requests, and leave no mark on the health of what they meet. */
export function createRouteTrials({ deps: given }: { readonly deps: PipelineDeps }): TryRoute {
  const deps = shadowDeps(given);
  return async ({ test, route, principal, mode }) => {
    const endpoint = TASK_ENDPOINTS.find(({ path }) => path === test.endpoint);
    if (endpoint === undefined) throw new RangeError(`there is no endpoint ${test.endpoint}`);
    const { task, wantedProfile } = endpoint.readBody(test.body);
    const needs = readNeeds({ task, profile: wantedProfile });
    const requestId = deps.ids.next('req');
    const isSandbox = mode === 'sandbox';
    const tried = isSandbox ? sandboxed({ route, sandbox: deps.sandbox }) : route;
    const outcome = await runBeside({
      beside: {
        requestId,
        endpoint: endpoint.path,
        task,
        needs,
        wantedProfile,
        principal: { ...principal, kind: isSandbox ? 'test' : principal.kind },
        route: tried,
        client: new BackgroundClient(),
        shadowOf: undefined,
      },
      deps,
    });
    return { ...trialOfOutcome(outcome), requestId };
  };
}

function trialOfOutcome(outcome: Outcome): RouteTrial {
  if (outcome.state === 'answered') {
    const { target, answer } = outcome.served;
    return trialOf({ target, text: answer.operation === 'chat' ? answer.answer.content : undefined });
  }
  if ('error' in outcome) return refused(outcome.error);
  return refused({ code: 'client_closed_request', message: 'It was given up.' });
}

function trialOf({ target, text }: { readonly target: AttemptTarget; readonly text?: string | undefined }): RouteTrial {
  return {
    answered: true,
    attempt: { connection: target.connection.name, model: target.model },
    capabilities: [...target.capabilities],
    text,
    error: undefined,
    requestId: undefined,
  };
}

function refused({ code, message }: { readonly code: string; readonly message: string }): RouteTrial {
  const nothing = { attempt: undefined, capabilities: [], text: undefined, requestId: undefined };
  return { ...nothing, answered: false, error: { code, message } };
}

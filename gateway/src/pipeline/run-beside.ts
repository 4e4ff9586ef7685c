import type { RequestId } from '../domain/ids.ts';
import type { Principal, PublishedRoute } from '../domain/route.ts';
import { account } from './account.ts';
import type { Admitted } from './admit.ts';
import { dispatch } from './dispatch.ts';
import type { ClientPresence } from './exchange.ts';
import type { Outcome } from './outcome.ts';
import type { PipelineDeps } from './pipeline-deps.ts';
import { planRequest } from './plan-request.ts';
import type { TaskRead } from './read-task.ts';
import { reserveBudget } from './reserve-budget.ts';
import { runStages, startWith } from './run-stages.ts';

/** What is left of THE LIST for a task that no caller waits for: nothing authenticates it, and nothing limits its rate. */
const STAGES = startWith<Admitted>().add(planRequest).add(reserveBudget).add(dispatch).done();

export interface TaskBeside extends Pick<TaskRead, 'task' | 'wantedProfile' | 'needs' | 'endpoint'> {
  readonly requestId: RequestId;
  /** Whose workspace pays, and which budgets apply. */
  readonly principal: Principal;
  readonly route: PublishedRoute;
  readonly client: ClientPresence;
  readonly shadowOf: RequestId | undefined;
  readonly replayedFrom?: RequestId | undefined;
}

/**
 * Sends a task through a version of a route beside the requests: for a shadow, or for a test of the route. It is charged
 * and recorded as a request is, unless it was refused before anything was sent. Never rejects.
 */
export async function runBeside({
  beside,
  deps,
}: {
  readonly beside: TaskBeside;
  readonly deps: PipelineDeps;
}): Promise<Outcome> {
  const exchange: Admitted = {
    ...beside,
    startedAtMs: deps.clock.now(),
    authorization: undefined,
    strayCredentialHeader: undefined,
    clientIp: '',
    connection: beside,
    sink: { write: () => true, onceDrained: (callback) => callback() },
    once: undefined,
    readTask: () => Promise.reject(new TypeError('the task was read already')),
    billedTo: () => {},
    endKeyWatch: () => {},
    admitted: () => {},
    admission: { admitted: true, limits: undefined, release: () => {} },
  };
  const { outcome, reached, stages } = await runStages({ stages: STAGES, exchange, deps });
  if (wasTried(outcome)) await account({ reached, outcome, stages, deps });
  return outcome;
}

/** That no attempt could serve it says something of the version; that nobody pays for it does not. */
function wasTried(outcome: Outcome): boolean {
  if (outcome.attempts.length > 0 || outcome.state === 'answered') return true;
  return outcome.state === 'failed' && outcome.error.code === 'all_providers_exhausted';
}

import { account } from './account.ts';
import { admit } from './admit.ts';
import { authenticate } from './authenticate.ts';
import { collectContent } from './collect-content.ts';
import { dispatch } from './dispatch.ts';
import type { Exchange } from './exchange.ts';
import { keepAnswer } from './keep-answer.ts';
import { keepContent } from './keep-content.ts';
import type { Outcome } from './outcome.ts';
import type { PipelineDeps } from './pipeline-deps.ts';
import { planRequest } from './plan-request.ts';
import { readTask } from './read-task.ts';
import { replayOrClaim } from './replay-or-claim.ts';
import { reserveBudget } from './reserve-budget.ts';
import { resolveRoute } from './resolve-route.ts';
import { runStages, startWith } from './run-stages.ts';
import { watchKey } from './watch-key.ts';

/**
 * THE LIST: everything that happens to a request, in this order, on every endpoint and every surface.
 * A stage is entered once; what it holds it gives back in `leave`, in reverse order, whatever happened.
 */
const STAGES = startWith<Exchange>()
  .add(authenticate) //  Bearer key → principal
  .add(watchKey) //      what would refuse the key while the request runs ends it
  .add(readTask) //      body → task, refused with the path of the wrong field
  .add(replayOrClaim) // with an Idempotency-Key: the answer that is there already, or the right to make it
  .add(resolveRoute) //  key → the one published version that serves this request
  .add(admit) //         rates and concurrency
  .add(collectContent) // where the workspace keeps contents: what a stream says is read along
  .add(planRequest) //   which attempts, in what order, and why the others are out
  .add(reserveBudget) // the worst case is held before anything is spent
  .add(dispatch) //      attempt after attempt until one answers
  .done();

/**
 * Runs a request to its end and writes its record. Never rejects: every end is an outcome. Events of a streamed answer
 * go to the exchange's sink on the way; what closes the answer is the caller's to write after this has resolved.
 */
export async function answer(exchange: Exchange, deps: PipelineDeps): Promise<Outcome> {
  const { outcome, reached, stages } = await runStages({ stages: STAGES, exchange, deps });
  if (reached.answerClaim) await keepAnswer({ claim: reached.answerClaim, reached, outcome });
  const contentUntilMs = reached.content && keepContent({ reached, outcome, deps });
  await account({ reached, outcome, stages, contentUntilMs, deps });
  reached.claim?.recorded();
  deps.shadows?.offer({ reached, outcome });
  return outcome;
}

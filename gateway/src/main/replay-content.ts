import type { ContentReplay, ControlDeps } from '../control/api/control-deps.ts';
import { trialPrincipal } from '../control/releases/trial-principal.ts';
import { TASK_ENDPOINTS } from '../dataplane/task-endpoints.ts';
import { totalsOf } from '../domain/charges.ts';
import { GatewayError } from '../domain/gateway-error.ts';
import { readId } from '../domain/ids.ts';
import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import type { RequestContent } from '../domain/request-content.ts';
import type { Task } from '../domain/task.ts';
import type { Vault } from '../domain/vault.ts';
import { BackgroundClient } from '../pipeline/background-client.ts';
import { answerContent } from '../pipeline/keep-content.ts';
import type { Outcome } from '../pipeline/outcome.ts';
import type { PipelineDeps } from '../pipeline/pipeline-deps.ts';
import { readNeeds } from '../pipeline/read-needs.ts';
import { runBeside } from '../pipeline/run-beside.ts';
import { shadowDeps } from '../pipeline/shadow-deps.ts';
import type { ReadBody } from '../wire/latentkit/read-request.ts';
import { compileAlone } from './compile-alone.ts';

/** Somebody waits for the answer in front of a screen. */
const LONGEST_MS = 120_000;

interface ReplayParts {
  readonly deps: PipelineDeps;
  readonly vault: Pick<Vault, 'open'>;
  readonly catalogue: () => Promise<ModelCatalogue>;
}

/**
 * Runs what a logged request said through a release, in the pipeline that serves requests. As shadows do, it leaves no mark
 * on the health of what it meets, and only the workspace's own budgets and credits pay.
 */
export function createReplayContent({ deps: given, vault, catalogue }: ReplayParts): ControlDeps['replayContent'] {
  const deps = shadowDeps(given);
  return async ({ definitions, route, spec, version, content, requestId }) => {
    const read = readAgain(content);
    if (read === undefined) return 'unreadable';
    const compiled = compileAlone({ definitions, route, spec, vault, catalogue: await catalogue() });
    const principal = trialPrincipal({ route, definitions, purpose: 'replay' });
    if (compiled === undefined || principal === undefined) {
      throw new TypeError(`the release of ${route.id} could not be compiled`);
    }
    const newId = deps.ids.next('req');
    const task = withoutStream(read.task);
    const outcome = await runBeside({
      beside: {
        requestId: newId,
        endpoint: content.endpoint,
        task,
        needs: readNeeds({ task, profile: read.wantedProfile }),
        wantedProfile: read.wantedProfile,
        principal,
        route: {
          ...compiled,
          version: version ?? compiled.version,
          deadlineMs: Math.min(compiled.deadlineMs, LONGEST_MS),
        },
        client: new BackgroundClient(),
        shadowOf: undefined,
        replayedFrom: readId({ kind: 'req', text: requestId }),
      },
      deps,
    });
    return replayOf({ outcome, requestId: newId });
  };
}

/** Undefined: an earlier version of the gateway took it, and this one does not. */
function readAgain({ endpoint: path, body }: RequestContent): ReadBody | undefined {
  const endpoint = TASK_ENDPOINTS.find((one) => one.path === path);
  try {
    return endpoint?.readBody(body);
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}

function withoutStream(task: Task): Task {
  return task.operation === 'chat' ? { ...task, stream: false } : task;
}

function replayOf({ outcome, requestId }: { readonly outcome: Outcome; readonly requestId: string }): ContentReplay {
  const { attempts } = outcome;
  const common = { requestId, attempts, costNanoUsd: totalsOf(attempts).costNanoUsd };
  if (outcome.state === 'answered') {
    const answer = answerContent(outcome.served.answer);
    const answerState = answer === undefined ? 'not_kept' : 'kept';
    return { ...common, outcome: 'answered', answerState, answer, error: undefined };
  }
  const none = { answerState: 'none', answer: undefined } as const;
  if ('error' in outcome) {
    const { code, message } = outcome.error;
    return { ...common, ...none, outcome: outcome.state, error: { code, message } };
  }
  return { ...common, ...none, outcome: 'cancelled', error: { code: 'client_closed_request', message: 'Given up.' } };
}

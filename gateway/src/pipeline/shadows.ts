import type { ShadowRelease } from '../domain/route.ts';
import { BackgroundClient } from './background-client.ts';
import type { Outcome } from './outcome.ts';
import type { PipelineDeps } from './pipeline-deps.ts';
import { runBeside, type TaskBeside } from './run-beside.ts';
import { shadowDeps } from './shadow-deps.ts';
import type { EndedRequest, ShadowOffers } from './shadow-offers.ts';
import { shadowPrincipal } from './shadow-principal.ts';

/** Shadows of one process that run at the same time. Where there are as many, the next one is left out. */
const MOST_UNDER_WAY = 16;

export interface Shadows extends ShadowOffers {
  /** Gives up what runs, and resolves when it is recorded. */
  close(): Promise<void>;
  readonly underWay: number;
  /** Left out because so many were running. */
  readonly dropped: number;
}

export function createShadows({
  deps: given,
  mostUnderWay = MOST_UNDER_WAY,
}: {
  readonly deps: PipelineDeps;
  readonly mostUnderWay?: number;
}): Shadows {
  const deps = shadowDeps(given);
  const clients = new Set<BackgroundClient>();
  const running = new Set<Promise<unknown>>();
  let dropped = 0;
  let closed = false;

  const start = (beside: TaskBeside, client: BackgroundClient): void => {
    clients.add(client);
    // Not before the answer is on its way.
    const run = new Promise((resolve) => setImmediate(resolve))
      .then(() => (client.gone ? undefined : runBeside({ beside, deps })))
      .catch((cause: unknown) => deps.log.warn({ cause: String(cause) }, 'a shadow request failed in an unknown way'))
      .finally(() => {
        clients.delete(client);
        running.delete(run);
      });
    running.add(run);
  };

  return {
    get underWay() {
      return running.size;
    },
    get dropped() {
      return dropped;
    },
    offer({ reached, outcome }) {
      const shadow = reached.principal?.route?.shadow;
      if (shadow === undefined || closed || !isDrawn({ shadow, deps })) return;
      const client = new BackgroundClient();
      const beside = besideOf({ reached, outcome, shadow, client, deps });
      if (beside === undefined) return;
      if (running.size >= mostUnderWay) dropped++;
      else start(beside, client);
    },
    async close() {
      closed = true;
      for (const client of clients) client.giveUp();
      await Promise.all(running);
    },
  };
}

function isDrawn({ shadow, deps }: { readonly shadow: ShadowRelease; readonly deps: PipelineDeps }): boolean {
  return deps.random() * 100 < shadow.sharePercent;
}

interface Beside {
  readonly reached: EndedRequest;
  readonly outcome: Outcome;
  readonly shadow: ShadowRelease;
  readonly client: BackgroundClient;
  readonly deps: PipelineDeps;
}

/**
 * Undefined: the request is none to repeat. It was never sent itself, or its caller left; it is a test key's, which costs
 * nothing; or it names something that a provider keeps for the caller, which would be changed twice.
 */
function besideOf({ reached, outcome, shadow, client, deps }: Beside): TaskBeside | undefined {
  const { principal, task, needs, wantedProfile, endpoint } = reached;
  if (principal?.route === undefined || principal.kind === 'test') return undefined;
  if (task === undefined || needs === undefined) return undefined;
  const wasSent = outcome.attempts.length > 0;
  if (!wasSent || outcome.state === 'cancelled' || needs.pin !== undefined) return undefined;
  return {
    requestId: deps.ids.next('req'),
    endpoint,
    task,
    needs,
    wantedProfile,
    principal: shadowPrincipal({ principal, route: principal.route, shadow }),
    route: shadow.route,
    client,
    shadowOf: reached.requestId,
  };
}

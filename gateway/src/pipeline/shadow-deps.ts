import type { Health, Load } from '../domain/ports.ts';
import { createDrainSlots } from './drain-slots.ts';
import type { PipelineDeps } from './pipeline-deps.ts';
import { createRetryBudget } from './retry-budget.ts';

/**
 * What shadows act through: the same providers and the same money, but nothing that they do changes how a request is
 * planned. A candidate that fails opens no circuit, probes nothing, takes no retry and no session from anybody.
 */
export function shadowDeps(deps: PipelineDeps): PipelineDeps {
  return {
    ...deps,
    health: lookingOnly(deps.health),
    load: withoutSessions(deps.load),
    retryBudget: createRetryBudget(),
    drains: createDrainSlots(),
    shadows: undefined,
    incidents: undefined,
    checkpoint: undefined,
  };
}

function lookingOnly(health: Health): Health {
  return {
    state: (circuitKey, nowMs) => health.state(circuitKey, nowMs),
    report: (circuitKey, nowMs) => health.report(circuitKey, nowMs),
    tryProbe: (circuitKey, nowMs) => health.state(circuitKey, nowMs).kind !== 'probe',
    succeeded: () => undefined,
    failed: () => undefined,
    abandonProbe: () => {},
  };
}

/** What runs there is load, whoever sent it. */
function withoutSessions(load: Load): Load {
  return {
    underWay: (circuitKey) => load.underWay(circuitKey),
    firstContentMs: (circuitKey, nowMs) => load.firstContentMs(circuitKey, nowMs),
    wholeAnswerMs: (circuitKey, nowMs) => load.wholeAnswerMs(circuitKey, nowMs),
    homeOf: (session, nowMs) => load.homeOf(session, nowMs),
    began: (circuitKey, nowMs) => load.began(circuitKey, nowMs),
    ended: (run) => load.ended(run),
    answered: () => {},
  };
}

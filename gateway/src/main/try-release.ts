import type { ControlDeps } from '../control/api/control-deps.ts';
import { trialPrincipal } from '../control/releases/trial-principal.ts';
import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import type { Vault } from '../domain/vault.ts';
import type { PipelineDeps } from '../pipeline/pipeline-deps.ts';
import { compileAlone } from './compile-alone.ts';
import { createRouteTrials } from './create-route-trials.ts';
import { planTest } from './plan-test.ts';

interface TryReleaseParts {
  readonly deps: PipelineDeps;
  readonly vault: Pick<Vault, 'open'>;
  readonly catalogue: () => Promise<ModelCatalogue>;
}

/** Compiles a release that nobody serves yet as it would be served, and has tests meet it. */
export function createTryRelease({ deps, vault, catalogue }: TryReleaseParts): ControlDeps['tryRelease'] {
  const tryRoute = createRouteTrials({ deps });
  return async ({ mode, definitions, route, spec }) => {
    const compiled = compileAlone({ definitions, route, spec, vault, catalogue: await catalogue() });
    const principal = trialPrincipal({ route, definitions });
    if (compiled === undefined || principal === undefined) {
      throw new TypeError(`the release of ${route.id} could not be compiled`);
    }
    const nowMs = deps.clock.now();
    return (test) =>
      mode === 'plan'
        ? planTest({ test, route: compiled, nowMs })
        : tryRoute({ test, route: compiled, principal, mode });
  };
}

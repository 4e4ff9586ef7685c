import type { ControlDeps } from '../control/api/control-deps.ts';
import { planToday } from '../diagnosis/plan-today.ts';
import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { Vault } from '../domain/vault.ts';
import type { PipelineDeps } from '../pipeline/pipeline-deps.ts';
import { compileAlone } from './compile-alone.ts';

/** What a logged request would meet on a release, by the planner that serves requests. */
export function createPlanRecorded({
  pipeline: { health, load, clock },
  vault,
  catalogue,
}: {
  readonly pipeline: Pick<PipelineDeps, 'health' | 'load' | 'clock'>;
  readonly vault: Pick<Vault, 'open'>;
  readonly catalogue: () => Promise<ModelCatalogue>;
}): ControlDeps['planRecorded'] {
  return async ({ record, ...release }) => {
    const compiled = compileAlone({ ...release, vault, catalogue: await catalogue() });
    if (compiled === undefined || record.needs === undefined) return undefined;
    const now = { health, load, nowMs: clock.now() };
    const plan = planToday({ route: compiled, needs: record.needs, record, now });
    return {
      profile: plan.profile,
      attempts: plan.attempts.map(shown),
      skipped: plan.skipped.map(({ target, reason }) => ({ ...shown(target), reason })),
    };
  };
}

function shown({ position, connection, model }: AttemptTarget) {
  return { attempt: position, connection: connection.name, model };
}

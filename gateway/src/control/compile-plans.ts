import type { Definitions } from '../domain/definitions.ts';
import type { WorkspaceId } from '../domain/ids.ts';
import type { Plan } from '../domain/route.ts';
import type { SnapshotProblem } from './compile-connection.ts';

/** The plan of each workspace that is on one. */
export function compilePlans({
  definitions,
  problems,
}: {
  readonly definitions: Pick<Definitions, 'plans' | 'workspaces'>;
  readonly problems: SnapshotProblem[];
}): ReadonlyMap<WorkspaceId, Plan> {
  const byName = new Map(definitions.plans.map((plan) => [plan.name, plan]));
  const plans = new Map<WorkspaceId, Plan>();
  for (const { id, name, planName } of definitions.workspaces) {
    if (planName === undefined) continue;
    const definition = byName.get(planName);
    plans.set(id, definition === undefined ? nothingAtAll(planName) : planOf(definition));
    if (definition !== undefined) continue;
    const message = `its plan ${planName} does not exist; platform access is refused until it has another`;
    problems.push({ object: `workspace ${name}`, message, setting: 'workspace.plan' });
  }
  return plans;
}

function planOf({ workspaceId: _, owner: __, createdAtMs: ___, ...plan }: Definitions['plans'][number]): Plan {
  return plan;
}

/** Whoever is on a plan is not to have more than it gives because it is gone. */
function nothingAtAll(name: string): Plan {
  return {
    name,
    managed: { chat: undefined, embeddings: undefined, image: undefined },
    window: 'month',
    timeZone: undefined,
    excludes: [],
    capabilities: [],
    rateLimit: undefined,
    upgradeTo: undefined,
  };
}

import type { ConfigFilePlan, ConfigFileWorkspace } from '@latentkit/contract/config-schema';
import { nearestName } from '../domain/nearest-name.ts';
import { type CheckContext, type Placed, reportDuplicateNames } from './check-context.ts';
import { checkTimeZone } from './check-time-zone.ts';

export function checkPlans({
  plans,
  context,
}: {
  readonly plans: readonly Placed<ConfigFilePlan>[];
  readonly context: CheckContext;
}): void {
  reportDuplicateNames({ items: plans, noun: 'plan', context });
  for (const plan of plans) {
    checkTimeZone({ timeZone: plan.item.time_zone, path: plan.path, context });
    checkAllowances({ plan, context });
    if (plan.item.upgrade_to === plan.item.name) {
      context.report({
        path: [...plan.path, 'upgrade_to'],
        message: `plan "${plan.item.name}" upgrades to itself`,
        instead: 'Name another plan, or leave it out.',
      });
    }
  }
}

/** Every request of an endpoint needs this, whatever else it needs. */
const COUNTED_AS = {
  chat: 'chat',
  embeddings: 'embeddings',
  image: 'image_generation',
} as const;

/** An allowance that the plan itself forbids to use. */
function checkAllowances({ plan, context }: { plan: Placed<ConfigFilePlan>; context: CheckContext }): void {
  const { capabilities, managed } = plan.item;
  if (capabilities === undefined || managed === undefined) return;
  for (const name of ['chat', 'embeddings', 'image'] as const) {
    if (!managed[name] || capabilities.includes(COUNTED_AS[name])) continue;
    context.report({
      path: [...plan.path, 'managed', name],
      severity: 'warning',
      message: `plan "${plan.item.name}" pays for ${name} requests, but its capabilities leave them out`,
      instead: `Add ${COUNTED_AS[name]} to its capabilities.`,
    });
  }
}

/** The plan that the workspace is on, and the zone of its budget. */
export function checkWorkspace({
  workspace,
  planNames,
  context,
}: {
  readonly workspace: Placed<ConfigFileWorkspace>;
  /** Of all plans in the file, those included that have mistakes of their own. */
  readonly planNames: ReadonlySet<string>;
  readonly context: CheckContext;
}): void {
  const { item } = workspace;
  checkTimeZone({ timeZone: item.budget?.time_zone, path: [...workspace.path, 'budget'], context });
  if (item.plan === undefined || planNames.has(item.plan)) return;
  const path = [...workspace.path, 'plan'];
  const guess = nearestName({ name: item.plan, candidates: planNames });
  const names = [...planNames].join(', ');
  context.report({
    path,
    message: `there is no plan ${context.shown({ path, value: item.plan })}`,
    instead:
      guess !== undefined
        ? `Did you mean "${guess}"?`
        : names === ''
          ? 'Declare it under plans.'
          : `The plans are: ${names}.`,
  });
}

import type { Config } from '../../config/config.ts';
import type { Definitions } from '../../domain/definitions.ts';
import type { IdSource } from '../../domain/ids.ts';
import type { Vault } from '../../domain/vault.ts';
import { joinParts, type PlannedPart } from './apply-plan.ts';
import { planBudgets } from './plan-budgets.ts';
import { planConnections } from './plan-connections.ts';
import { planKeys } from './plan-keys.ts';
import { planPlans } from './plan-plans.ts';
import { planRoutes } from './plan-routes.ts';
import { planWebhooks } from './plan-webhooks.ts';
import { planWorkspace } from './plan-workspace.ts';

/**
 * What has to change so that the workspace holds what the file says. Decides, and writes nothing. Objects that the file
 * no longer names go; objects that somebody else made stay; a file that is applied twice changes nothing the second time.
 */
export function planApply({
  definitions,
  config,
  vault,
  ids,
  nowMs,
}: {
  readonly definitions: Definitions;
  readonly config: Config;
  readonly vault: Vault;
  readonly ids: IdSource;
  readonly nowMs: number;
}): PlannedPart {
  const { workspace, part } = planWorkspace({ definitions, config, ids, nowMs });
  const input = { definitions, workspaceId: workspace.id, vault, ids, nowMs };
  const connections = planConnections({ ...input, connections: config.connections });
  const routes = planRoutes({ ...input, routes: config.routes });
  const keys = planKeys({ ...input, keys: config.keys, routeIds: routes.routeIds });
  const plans = planPlans({ ...input, plans: config.plans });
  const budgets = planBudgets({ ...input, ...routes, ...keys, budgets: config.budgets });
  const webhooks = planWebhooks({ ...input, webhooks: config.webhooks });
  // Routes go last: a key that pointed to one has another by then.
  return joinParts([part, plans, connections, routes.part, keys.part, budgets, webhooks, routes.removals]);
}

import type { Selectable } from 'kysely';
import type { BudgetDefinition, BudgetTarget } from '../domain/definitions.ts';
import { readId } from '../domain/ids.ts';
import type { BudgetsTable } from './database-schema.ts';
import { StoreError } from './store-error.ts';
import { budgetSchema, ownerSchema, readJson } from './stored-json.ts';

export function budgetFromRow(row: Selectable<BudgetsTable>): BudgetDefinition {
  return {
    id: readId({ kind: 'bud', text: row.id }),
    workspaceId: readId({ kind: 'ws', text: row.workspace_id }),
    name: row.name,
    target: targetFromRow(row),
    budget: readJson({ schema: budgetSchema, text: row.budget }),
    owner: ownerSchema.parse(row.owner),
    createdAtMs: row.created_at_ms,
  };
}

export function budgetToRow(budget: BudgetDefinition): BudgetsTable {
  const { target } = budget;
  return {
    id: budget.id,
    workspace_id: budget.workspaceId,
    name: budget.name,
    scope: target.scope,
    route_id: target.scope === 'route' ? target.routeId : null,
    key_id: target.scope === 'key' ? target.keyId : null,
    label: target.scope === 'member' ? target.member : target.scope === 'tag' ? target.tag : null,
    budget: JSON.stringify(budget.budget),
    owner: budget.owner,
    created_at_ms: budget.createdAtMs,
  };
}

/** @throws StoreError if the row was damaged */
function targetFromRow({ id, scope, route_id, key_id, label }: Selectable<BudgetsTable>): BudgetTarget {
  if (scope === 'workspace') return { scope };
  if (scope === 'route' && route_id !== null) return { scope, routeId: readId({ kind: 'route', text: route_id }) };
  if (scope === 'key' && key_id !== null) return { scope, keyId: readId({ kind: 'key', text: key_id }) };
  if (scope === 'member' && label !== null) return { scope, member: label };
  if (scope === 'tag' && label !== null) return { scope, tag: label };
  throw new StoreError(`The budget ${id} does not say whose spending it counts.`);
}

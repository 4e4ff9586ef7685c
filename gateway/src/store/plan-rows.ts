import type { Selectable } from 'kysely';
import type { PlanDefinition } from '../domain/definitions.ts';
import { readId } from '../domain/ids.ts';
import type { PlansTable } from './database-schema.ts';
import { ownerSchema, planSchema, readJson } from './stored-json.ts';

export function planFromRow(row: Selectable<PlansTable>): PlanDefinition {
  return {
    ...readJson({ schema: planSchema, text: row.plan }),
    name: row.name,
    workspaceId: row.workspace_id === null ? undefined : readId({ kind: 'ws', text: row.workspace_id }),
    owner: ownerSchema.parse(row.owner),
    createdAtMs: row.created_at_ms,
  };
}

export function planToRow({ name, workspaceId, owner, createdAtMs, ...plan }: PlanDefinition): PlansTable {
  return {
    name,
    workspace_id: workspaceId ?? null,
    plan: JSON.stringify(plan),
    owner,
    created_at_ms: createdAtMs,
  };
}

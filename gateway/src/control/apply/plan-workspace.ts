import type { Config } from '../../config/config.ts';
import type { Definitions, WorkspaceDefinition } from '../../domain/definitions.ts';
import type { IdSource } from '../../domain/ids.ts';
import { isFilesToChange, NOTHING, nameConflict, type PlannedPart, takeOverNote } from './apply-plan.ts';
import { compareValues } from './compare-values.ts';
import { budgetWords } from './config-words.ts';

/** The workspace that a file names: made if there is none; changed only where the file says more than its name. */
export function planWorkspace({
  definitions,
  config,
  ids,
  nowMs,
}: {
  readonly definitions: Definitions;
  readonly config: Config;
  readonly ids: IdSource;
  readonly nowMs: number;
}): { readonly workspace: WorkspaceDefinition; readonly part: PlannedPart } {
  const { name, budget } = config.workspace;
  const existing = definitions.workspaces.find((workspace) => workspace.name === name);
  if (existing === undefined) {
    const fresh = { id: ids.next('ws'), name, suspended: false, budget, owner: 'file', createdAtMs: nowMs } as const;
    const fields = compareValues({ before: {}, after: { budget: budgetWords(budget) } });
    return { workspace: fresh, part: save({ row: fresh, action: 'create', fields, note: undefined }) };
  }
  const fields = compareValues({
    before: { budget: budgetWords(existing.budget) },
    after: { budget: budgetWords(budget) },
  });
  if (fields.length === 0 || (budget === undefined && existing.owner !== 'file')) {
    return { workspace: existing, part: NOTHING };
  }
  if (!isFilesToChange(existing.owner)) {
    const conflicts = [nameConflict({ noun: 'workspace', name, owner: existing.owner })];
    return { workspace: existing, part: { ...NOTHING, conflicts } };
  }
  const row: WorkspaceDefinition = { ...existing, budget, owner: 'file' };
  return { workspace: row, part: save({ row, action: 'update', fields, note: takeOverNote(existing.owner) }) };
}

function save({
  row,
  action,
  fields,
  note,
}: {
  readonly row: WorkspaceDefinition;
  readonly action: 'create' | 'update';
  readonly fields: PlannedPart['changes'][number]['fields'];
  readonly note: string | undefined;
}): PlannedPart {
  return {
    ...NOTHING,
    changes: [{ object: 'workspace', name: row.name, action, fields, note }],
    writes: [{ act: 'saveWorkspace', row }],
  };
}

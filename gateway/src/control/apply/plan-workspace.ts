import type { Config, ConfigWorkspace } from '../../config/config.ts';
import { fromContentLogging } from '../../config/from-definition.ts';
import type { Definitions, FileCredits, WorkspaceDefinition } from '../../domain/definitions.ts';
import type { IdSource } from '../../domain/ids.ts';
import type { JsonObject } from '../../domain/json.ts';
import { isFilesToChange, NOTHING, nameConflict, type PlannedPart, takeOverNote } from './apply-plan.ts';
import { compareValues } from './compare-values.ts';
import { budgetWords, rateLimitWords, usdWords } from './config-words.ts';
import { creditsTransfer } from './credits-transfer.ts';

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
  const { name } = config.workspace;
  const existing = definitions.workspaces.find((workspace) => workspace.name === name);
  if (existing === undefined) {
    const fresh = toRow({ id: ids.next('ws'), wanted: config.workspace, existing, nowMs });
    const fields = compareValues({ before: {}, after: workspaceWords(fresh) });
    return { workspace: fresh, part: save({ row: fresh, existing, fields, nowMs }) };
  }
  const row = toRow({ id: existing.id, wanted: config.workspace, existing, nowMs });
  const fields = compareValues({ before: workspaceWords(existing), after: workspaceWords(row) });
  if (fields.length === 0 || (saysOnlyItsName(config.workspace) && existing.owner !== 'file')) {
    return { workspace: existing, part: NOTHING };
  }
  if (!isFilesToChange(existing.owner)) {
    const conflicts = [nameConflict({ noun: 'workspace', name, owner: existing.owner })];
    return { workspace: existing, part: { ...NOTHING, conflicts } };
  }
  return { workspace: row, part: save({ row, existing, fields, nowMs }) };
}

function toRow({
  id,
  wanted,
  existing,
  nowMs,
}: {
  readonly id: WorkspaceDefinition['id'];
  readonly wanted: ConfigWorkspace;
  readonly existing: WorkspaceDefinition | undefined;
  readonly nowMs: number;
}): WorkspaceDefinition {
  const { creditsNanoUsd, ...said } = wanted;
  return {
    ...said,
    id,
    fileCredits: creditsAfter({ before: existing?.fileCredits, totalNanoUsd: creditsNanoUsd }),
    suspended: existing?.suspended ?? false,
    deleteAtMs: existing?.deleteAtMs,
    owner: 'file',
    createdAtMs: existing?.createdAtMs ?? nowMs,
  };
}

/** A file that says nothing of credits leaves them as they are: what was granted is not taken back by silence. */
function creditsAfter({
  before,
  totalNanoUsd,
}: {
  readonly before: FileCredits | undefined;
  readonly totalNanoUsd: number | undefined;
}): FileCredits | undefined {
  if (totalNanoUsd === undefined || totalNanoUsd === before?.totalNanoUsd) return before;
  return {
    version: (before?.version ?? 0) + 1,
    totalNanoUsd,
  };
}

function workspaceWords(workspace: WorkspaceDefinition): JsonObject {
  return {
    plan: workspace.planName,
    credits_usd: workspace.fileCredits && usdWords(workspace.fileCredits.totalNanoUsd),
    budget: budgetWords(workspace.budget),
    rate_limit: rateLimitWords(workspace.rateLimit),
    ip_rate_limit: rateLimitWords(workspace.ipRateLimit),
    ide_rate_limit: rateLimitWords(workspace.ideRateLimit),
    content_logging: fromContentLogging(workspace.contentLogging),
  };
}

function saysOnlyItsName({ name: _, ...said }: ConfigWorkspace): boolean {
  return Object.values(said).every((value) => value === undefined);
}

function save({
  row,
  existing,
  fields,
  nowMs,
}: {
  readonly row: WorkspaceDefinition;
  readonly existing: WorkspaceDefinition | undefined;
  readonly fields: PlannedPart['changes'][number]['fields'];
  readonly nowMs: number;
}): PlannedPart {
  const { id: workspaceId, name, fileCredits: after } = row;
  const before = existing?.fileCredits;
  const hasNewCredits = after !== undefined && after.version !== before?.version;
  const action = existing === undefined ? 'create' : 'update';
  return {
    ...NOTHING,
    changes: [{ object: 'workspace', name, action, fields, note: takeOverNote(existing?.owner) }],
    writes: [
      { act: 'saveWorkspace', row },
      ...(hasNewCredits
        ? [{ act: 'postTransfer', transfer: creditsTransfer({ workspaceId, before, after, nowMs }) } as const]
        : []),
    ],
  };
}

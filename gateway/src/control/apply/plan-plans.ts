import type { PlanDefinition } from '../../domain/definitions.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Plan } from '../../domain/route.ts';
import {
  isFilesToChange,
  joinParts,
  NOTHING,
  nameConflict,
  type PlannedPart,
  type PlanPartInput,
  takeOverNote,
} from './apply-plan.ts';
import { compareValues } from './compare-values.ts';
import { rateLimitWords } from './config-words.ts';

export interface PlanPlansInput extends PlanPartInput {
  readonly plans: readonly Plan[];
}

/**
 * Plans belong to the whole installation: the files of several workspaces may name the same one, as long as they say the
 * same of it. The first that declared it may change it.
 */
export function planPlans(input: PlanPlansInput): PlannedPart {
  const names = new Set(input.plans.map(({ name }) => name));
  const mine = ({ owner, workspaceId }: PlanDefinition) => owner === 'file' && workspaceId === input.workspaceId;
  const left = input.definitions.plans.filter((plan) => mine(plan) && !names.has(plan.name));
  return joinParts([
    ...input.plans.map((wanted) => planPlan({ ...input, wanted })),
    ...left.map((plan) => planRemoval({ ...input, plan })),
  ]);
}

function planPlan({
  wanted,
  definitions,
  workspaceId,
  nowMs,
}: PlanPlansInput & { readonly wanted: Plan }): PlannedPart {
  const existing = definitions.plans.find(({ name }) => name === wanted.name);
  const fields = compareValues({ before: existing === undefined ? {} : planWords(existing), after: planWords(wanted) });
  const isOthers = existing?.owner === 'file' && existing.workspaceId !== workspaceId;
  if (existing !== undefined && fields.length === 0 && (isOthers || existing.owner === 'file')) return NOTHING;
  if (existing !== undefined && (isOthers || !isFilesToChange(existing.owner))) {
    const other = definitions.workspaces.find(({ id }) => id === existing.workspaceId)?.name;
    const conflict = isOthers
      ? `Plan "${wanted.name}" is something else in the file of workspace "${other}". Say the same in both, or choose another name.`
      : nameConflict({ noun: 'plan', name: wanted.name, owner: existing.owner });
    return { ...NOTHING, conflicts: [conflict] };
  }
  const row = { ...wanted, workspaceId, owner: 'file', createdAtMs: existing?.createdAtMs ?? nowMs } as const;
  const action = existing === undefined ? 'create' : 'update';
  return {
    ...NOTHING,
    changes: [{ object: 'plan', name: wanted.name, action, fields, note: takeOverNote(existing?.owner) }],
    writes: [{ act: 'savePlan', row }],
  };
}

/** A plan that another workspace is on stays: it would lose its platform access. */
function planRemoval({
  plan,
  definitions,
  workspaceId,
}: PlanPlansInput & { readonly plan: PlanDefinition }): PlannedPart {
  const users = definitions.workspaces.filter(({ id, planName }) => planName === plan.name && id !== workspaceId);
  if (users.length > 0) {
    const names = users.map(({ name }) => `"${name}"`).join(', ');
    return { ...NOTHING, notices: [`Plan "${plan.name}" is no longer in the file, and stays: ${names} is on it.`] };
  }
  return {
    ...NOTHING,
    changes: [{ object: 'plan', name: plan.name, action: 'remove', fields: [], note: 'no longer in the file' }],
    writes: [{ act: 'removePlan', name: plan.name }],
  };
}

function planWords(plan: Plan): JsonObject {
  return {
    managed: plan.managed,
    window: plan.window,
    time_zone: plan.timeZone,
    excludes: plan.excludes.length === 0 ? undefined : plan.excludes,
    capabilities: plan.capabilities,
    rate_limit: rateLimitWords(plan.rateLimit),
    upgrade_to: plan.upgradeTo,
  };
}

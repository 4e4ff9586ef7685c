import type { ConfigBudget } from '../../config/config.ts';
import type { BudgetDefinition, BudgetTarget } from '../../domain/definitions.ts';
import type { KeyId, RouteId } from '../../domain/ids.ts';
import type { JsonObject } from '../../domain/json.ts';
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
import { budgetWords } from './config-words.ts';

export interface PlanBudgetsInput extends PlanPartInput {
  readonly budgets: readonly ConfigBudget[];
  /** Of the routes and keys in the file, by name. */
  readonly routeIds: ReadonlyMap<string, RouteId>;
  readonly keyIds: ReadonlyMap<string, KeyId>;
}

export function planBudgets(input: PlanBudgetsInput): PlannedPart {
  const inWorkspace = input.definitions.budgets.filter(({ workspaceId }) => workspaceId === input.workspaceId);
  const names = new Set(input.budgets.map(({ name }) => name));
  const left = inWorkspace.filter(({ owner, name }) => owner === 'file' && !names.has(name));
  return joinParts([
    ...left.map(planRemoval),
    ...input.budgets.map((wanted) =>
      planBudget({ ...input, wanted, existing: inWorkspace.find(({ name }) => name === wanted.name) }),
    ),
  ]);
}

interface PlanBudgetInput extends PlanBudgetsInput {
  readonly wanted: ConfigBudget;
  readonly existing: BudgetDefinition | undefined;
}

function planBudget(input: PlanBudgetInput): PlannedPart {
  const { wanted, existing, workspaceId, ids, nowMs } = input;
  const { name, budget } = wanted;
  if (existing !== undefined && !isFilesToChange(existing.owner)) {
    return { ...NOTHING, conflicts: [nameConflict({ noun: 'budget', name, owner: existing.owner })] };
  }
  const target = targetOf(input);
  if (target === undefined) {
    return { ...NOTHING, notices: [`Budget "${name}" counts nothing: its key is revoked, and was not made again.`] };
  }
  const words = (of: { readonly target: BudgetTarget; readonly budget: BudgetDefinition['budget'] }): JsonObject => ({
    counts: targetWords({ ...input, target: of.target }),
    budget: budgetWords(of.budget),
  });
  const fields = compareValues({ before: existing ? words(existing) : {}, after: words({ target, budget }) });
  const note = takeOverNote(existing?.owner);
  if (existing !== undefined && fields.length === 0 && note === undefined) return NOTHING;
  const id = existing?.id ?? ids.next('bud');
  const createdAtMs = existing?.createdAtMs ?? nowMs;
  return {
    ...NOTHING,
    changes: [{ object: 'budget', name, action: existing === undefined ? 'create' : 'update', fields, note }],
    writes: [{ act: 'saveBudget', row: { id, workspaceId, name, target, budget, owner: 'file', createdAtMs } }],
  };
}

/** Undefined: what it counts does not exist. */
function targetOf({ wanted: { target }, routeIds, keyIds }: PlanBudgetInput): BudgetTarget | undefined {
  if (target.scope === 'route') {
    const routeId = routeIds.get(target.route);
    return routeId && { scope: 'route', routeId };
  }
  if (target.scope === 'key') {
    const keyId = keyIds.get(target.key);
    return keyId && { scope: 'key', keyId };
  }
  return target;
}

function targetWords({
  target,
  routeIds,
  keyIds,
  definitions,
}: PlanBudgetInput & { readonly target: BudgetTarget }): string {
  switch (target.scope) {
    case 'workspace':
      return 'the workspace';
    case 'route':
      return `route ${nameOf({ id: target.routeId, fresh: routeIds, known: definitions.routes })}`;
    case 'key':
      return `key ${nameOf({ id: target.keyId, fresh: keyIds, known: definitions.keys })}`;
    case 'member':
      return `member ${target.member}`;
    case 'tag':
      return `tag ${target.tag}`;
  }
}

function nameOf<Id extends string>({
  id,
  fresh,
  known,
}: {
  readonly id: Id;
  readonly fresh: ReadonlyMap<string, Id>;
  readonly known: readonly { readonly id: Id; readonly name: string }[];
}): string {
  const inFile = [...fresh].find(([, freshId]) => freshId === id)?.[0];
  return inFile ?? known.find((one) => one.id === id)?.name ?? id;
}

function planRemoval(budget: BudgetDefinition): PlannedPart {
  return {
    ...NOTHING,
    changes: [{ object: 'budget', name: budget.name, action: 'remove', fields: [], note: 'no longer in the file' }],
    writes: [{ act: 'removeBudget', id: budget.id }],
  };
}

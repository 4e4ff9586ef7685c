import type { BudgetDefinition, Definitions } from '../../../domain/definitions.ts';
import type { WorkspaceId } from '../../../domain/ids.ts';
import { notFound } from '../require-own.ts';
import { nameTaken } from '../workspaces/name-taken.ts';

interface InWorkspace {
  readonly definitions: Pick<Definitions, 'budgets'>;
  readonly workspaceId: WorkspaceId;
}

/** @throws GatewayError not_found, also for a budget of another workspace */
export function findBudget({
  definitions,
  workspaceId,
  budgetId,
}: InWorkspace & { readonly budgetId: string }): BudgetDefinition {
  const found = definitions.budgets.find((budget) => budget.workspaceId === workspaceId && budget.id === budgetId);
  if (found !== undefined) return found;
  throw notFound({ noun: 'budget', list: `/api/workspaces/${workspaceId}/budgets` });
}

/** @throws GatewayError conflict */
export function requireFreeBudgetName({
  definitions,
  workspaceId,
  name,
  except,
}: InWorkspace & { readonly name: string; readonly except?: string }): void {
  const others = definitions.budgets.filter((budget) => budget.workspaceId === workspaceId && budget.id !== except);
  if (others.some((budget) => budget.name === name)) throw nameTaken(name);
}

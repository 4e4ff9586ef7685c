import type { ConfigFileKey, ConfigFileNamedBudget } from '@latentkit/contract/config-schema';
import { nearestName } from '../domain/nearest-name.ts';
import { type CheckContext, type Placed, reportDuplicateNames } from './check-context.ts';
import { checkTimeZone } from './check-time-zone.ts';

const SCOPES = ['workspace', 'route', 'key', 'member', 'tag'] as const;

export interface BudgetsCheck {
  readonly budgets: readonly Placed<ConfigFileNamedBudget>[];
  readonly keys: readonly Placed<ConfigFileKey>[];
  /** Names of all routes and keys in the file, those included that have mistakes of their own. */
  readonly routeNames: ReadonlySet<string>;
  readonly keyNames: ReadonlySet<string>;
  readonly context: CheckContext;
}

export function checkBudgets(check: BudgetsCheck): void {
  reportDuplicateNames({ items: check.budgets, noun: 'budget', context: check.context });
  for (const budget of check.budgets) {
    checkTimeZone({ timeZone: budget.item.time_zone, path: budget.path, context: check.context });
    checkScope({ ...check, budget });
  }
}

function checkScope(check: BudgetsCheck & { readonly budget: Placed<ConfigFileNamedBudget> }): void {
  const { budget, context, routeNames, keyNames } = check;
  const given = SCOPES.filter((scope) => budget.item[scope] !== undefined);
  const [scope] = given;
  if (scope === undefined || given.length > 1) {
    const said = given.length === 0 ? 'does not say whose spending it counts' : `counts ${given.join(' and ')} at once`;
    context.report({
      path: budget.path,
      message: `budget "${budget.item.name}" ${said}`,
      instead: 'Give it exactly one of: workspace: true, route, key, member, tag.',
    });
  } else if (scope === 'route') {
    checkName({ ...check, scope, known: routeNames });
  } else if (scope === 'key') {
    checkName({ ...check, scope, known: keyNames });
  } else if (scope === 'member' || scope === 'tag') {
    checkLabel({ ...check, scope });
  }
}

type OneBudget = Pick<BudgetsCheck, 'context' | 'keys'> & { readonly budget: Placed<ConfigFileNamedBudget> };

function checkName({
  budget,
  scope,
  known,
  context,
}: OneBudget & { readonly scope: 'route' | 'key'; readonly known: ReadonlySet<string> }): void {
  const name = budget.item[scope] ?? '';
  if (known.has(name)) return;
  const path = [...budget.path, scope];
  const guess = nearestName({ name, candidates: known });
  context.report({
    path,
    message: `there is no ${scope} ${context.shown({ path, value: name })}`,
    instead: guess === undefined ? `Declare it under ${scope}s.` : `Did you mean "${guess}"?`,
  });
}

/** A warning only: keys are also made on the command line, and their labels do not stand in a file. */
function checkLabel({ budget, scope, keys, context }: OneBudget & { readonly scope: 'member' | 'tag' }): void {
  const label = budget.item[scope] ?? '';
  const known = new Set(keys.flatMap(({ item }) => (scope === 'tag' ? (item.tags ?? []) : [item.member ?? []].flat())));
  if (known.has(label)) return;
  const path = [...budget.path, scope];
  const guess = nearestName({ name: label, candidates: known });
  context.report({
    path,
    severity: 'warning',
    message: `no key in this file has the ${scope} ${context.shown({ path, value: label })}: nothing counts here yet`,
    instead:
      guess === undefined ? `Give keys ${scope === 'tag' ? 'the tag' : 'this member'}.` : `Did you mean "${guess}"?`,
  });
}

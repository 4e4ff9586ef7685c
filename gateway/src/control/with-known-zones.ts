import type { Definitions } from '../domain/definitions.ts';
import type { Budget } from '../domain/route.ts';
import { isTimeZone } from '../domain/time-zone.ts';
import type { SnapshotProblem } from './compile-connection.ts';

/**
 * The same definitions, with UTC in place of every zone that this runtime does not know: they are checked when they are
 * saved, but another runtime may have saved them, and a request must not fail over a name.
 */
export function withKnownZones({
  definitions,
  problems,
}: {
  readonly definitions: Definitions;
  readonly problems: SnapshotProblem[];
}): Definitions {
  const zoned = <Part extends { readonly timeZone?: string | undefined }>(
    part: Part,
    object: string,
    setting: string,
  ): Part => {
    if (part.timeZone === undefined || isTimeZone(part.timeZone)) return part;
    problems.push({ object, message: `its time zone ${part.timeZone} is not known here; UTC counts instead`, setting });
    return { ...part, timeZone: undefined };
  };
  const own = (budget: Budget | undefined, object: string, setting: string) =>
    budget && zoned(budget, object, `${setting}.budget.time_zone`);
  return {
    ...definitions,
    workspaces: definitions.workspaces.map((workspace) => ({
      ...workspace,
      budget: own(workspace.budget, `workspace ${workspace.name}`, 'workspace'),
    })),
    plans: definitions.plans.map((plan) => zoned(plan, `plan ${plan.name}`, 'plans[].time_zone')),
    budgets: definitions.budgets.map((one) => ({
      ...one,
      budget: zoned(one.budget, `budget ${one.name}`, 'budgets[].time_zone'),
    })),
    routes: definitions.routes.map((route) => {
      if (route.published === undefined) return route;
      const { spec } = route.published;
      const budget = own(spec.budget, `route ${route.name}`, 'routes[]');
      return { ...route, published: { ...route.published, spec: { ...spec, budget } } };
    }),
    keys: definitions.keys.map((key) => ({ ...key, budget: own(key.budget, `key ${key.name}`, 'keys[]') })),
  };
}

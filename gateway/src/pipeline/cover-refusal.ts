import { GatewayError } from '../domain/gateway-error.ts';
import type { Plan } from '../domain/route.ts';
import type { CoverRefusal } from './cover-attempt.ts';

/** Why an attempt is out, in the words of a plan's skip reasons. */
export function skipReasonOf(refusal: CoverRefusal): string {
  switch (refusal.kind) {
    case 'budget':
      return `budget_exceeded:${refusal.scope}`;
    case 'credits':
      return 'credits_exhausted';
    case 'allowance':
      return `allowance_used:${refusal.capability}`;
    case 'plan':
      return `plan_excludes:${refusal.lacks}`;
  }
}

/** What the caller is told when nothing of the route can be paid for. */
export function refusalError({ refusal, plan }: { refusal: CoverRefusal; plan: Plan | undefined }): GatewayError {
  switch (refusal.kind) {
    case 'budget':
      return budgetError(refusal);
    case 'credits':
      return creditsError({ hasCredits: refusal.hasCredits, plan });
    case 'allowance':
      return allowanceError({ refusal, plan });
    case 'plan':
      return new GatewayError('budget_exceeded', {
        reason: 'plan_limit',
        detail: `plan_excludes:${refusal.lacks}`,
        message: `The plan "${plan?.name ?? ''}" has no platform access for "${refusal.lacks}".`,
        hint: upgradeHint({ plan, otherwise: 'or use a connection of your own (access: byok) in the route' }),
        extra: upgradeOf(plan),
      });
  }
}

function budgetError(refusal: Extract<CoverRefusal, { kind: 'budget' }>): GatewayError {
  const { scope, scopeName, resetsAtMs } = refusal;
  const until = resetsAtMs === undefined ? undefined : new Date(resetsAtMs).toISOString();
  const whose = `the ${scope} "${scopeName}"`;
  return new GatewayError('budget_exceeded', {
    reason: `${scope}_budget`,
    detail: `${scope}:${scopeName}`,
    message: `The budget of ${whose} has no room for this request.`,
    hint: until ? `Raise the budget of ${whose}, or wait until ${until}.` : `Raise the budget of ${whose}.`,
    extra: until ? { resets_at: until } : undefined,
  });
}

function creditsError({ hasCredits, plan }: { hasCredits: boolean; plan: Plan | undefined }): GatewayError {
  if (!hasCredits && plan !== undefined) {
    return new GatewayError('budget_exceeded', {
      reason: 'plan_limit',
      detail: 'not_in_allowance',
      message: `The allowance of the plan "${plan.name}" does not pay for a request like this one, and there are no credits.`,
      hint: upgradeHint({ plan, otherwise: 'or add credits to the workspace' }),
      extra: upgradeOf(plan),
    });
  }
  return new GatewayError('budget_exceeded', {
    reason: 'workspace_credits',
    message: 'The credits of the workspace have no room for this request.',
    hint: 'Add credits to the workspace ("latentkit credits add"), or use a connection of your own (access: byok) in the route.',
    extra: upgradeOf(plan),
  });
}

function allowanceError({
  refusal,
  plan,
}: {
  refusal: Extract<CoverRefusal, { kind: 'allowance' }>;
  plan: Plan | undefined;
}): GatewayError {
  const { capability, resetsAtMs } = refusal;
  const until = resetsAtMs === undefined ? undefined : new Date(resetsAtMs).toISOString();
  const limit = plan?.managed[capability] ?? 0;
  return new GatewayError('free_managed_limit_reached', {
    reason: capability,
    message: `The ${limit} ${capability} requests that the plan "${plan?.name ?? ''}" includes are used up.`,
    hint: upgradeHint({ plan, otherwise: until ? `or wait until ${until}` : 'or use a connection of your own' }),
    extra: { upgrade_required: true, ...upgradeOf(plan), ...(until ? { resets_at: until } : undefined) },
  });
}

function upgradeOf(plan: Plan | undefined) {
  return plan?.upgradeTo === undefined ? undefined : { upgrade_required: true, upgrade_to: plan.upgradeTo };
}

function upgradeHint({ plan, otherwise }: { plan: Plan | undefined; otherwise: string }): string {
  const upgrade = plan?.upgradeTo ? `Move the workspace to the plan "${plan.upgradeTo}"` : 'Ask for a larger plan';
  return `${upgrade}, ${otherwise}.`;
}

import type { BudgetScope } from '../../domain/route.ts';
import { type Cause, step } from '../cause.ts';

const WAIT = step('wait', 'Send the request again after this time.', 'Retry-After: {seconds}');
const RAISE = step('config', 'Or raise the limit, and apply.', '{limit_field}');
const SMALLER = step('body', 'A smaller bound of the answer takes less of it beforehand.', 'max_tokens');

const OWN_ACCOUNT = step(
  'config',
  'Or add an attempt on a provider account of your own.',
  'connections[].access: byok',
);

/** A budget of one scope: in the object itself, where there is such an object, or with a name. */
function budgetCause({
  scope,
  sentence,
  own,
}: {
  readonly scope: BudgetScope;
  readonly sentence: string;
  readonly own?: string;
}): Cause {
  return {
    error: `402 budget_exceeded (${scope}_budget)`,
    sentence: `${sentence} had no room for the request.`,
    fix: [
      ...(own === undefined ? [] : [step('config', 'Raise it, or wait for its window to end.', own)]),
      step(
        'config',
        own === undefined ? 'Raise it, or wait for its window to end.' : 'Where it has a name, it stands there.',
        'budgets[].usd',
      ),
      step('body', 'A smaller bound of the answer needs less room.', 'max_tokens'),
    ],
  };
}

/** What a key, a route or a workspace may use. */
export const LIMIT_CAUSES = {
  request_limit: {
    error: '429 rate_limited (key, route or workspace)',
    sentence: '{scope} had sent as many requests as it may within a {span}.',
    fix: [WAIT, RAISE],
  },
  token_limit: {
    error: '429 rate_limited (key, route or workspace)',
    sentence: '{scope} may use so many tokens within a {span}, and had no room for this request.',
    fix: [WAIT, RAISE, SMALLER],
  },
  concurrency_limit: {
    error: '429 rate_limited (concurrency)',
    sentence: '{scope} had as many requests running as it may.',
    fix: [step('client', 'Send fewer at once, and wait for running ones.', 'Retry-After: {seconds}'), RAISE],
  },
  address_limit: {
    error: '429 rate_limited (ip or concurrency)',
    sentence: 'The address that the request came from had used up what each address may ({limit_field}).',
    fix: [
      WAIT,
      RAISE,
      step(
        'environment',
        'Where all clients come through a proxy, name it: otherwise they share its address, and its limit.',
        'LATENTKIT_TRUSTED_PROXIES',
      ),
    ],
  },
  plan_rate_limit: {
    error: '429 rate_limited (workspace or concurrency)',
    sentence: 'The workspace had used up what its plan allows ({limit_field}).',
    fix: [WAIT, RAISE, step('config', 'Or put the workspace on a plan that allows more.', 'workspace.plan')],
  },
  key_budget: budgetCause({ scope: 'key', sentence: 'The budget of the key "{key}"', own: 'keys[].budget.usd' }),
  member_budget: budgetCause({ scope: 'member', sentence: 'The budget of the member "{member}"' }),
  tag_budget: budgetCause({ scope: 'tag', sentence: 'The budget of the tag "{tag}"' }),
  route_budget: budgetCause({
    scope: 'route',
    sentence: 'The budget of the route "{route}"',
    own: 'routes[].budget.usd',
  }),
  workspace_budget: budgetCause({
    scope: 'workspace',
    sentence: 'The budget of the workspace',
    own: 'workspace.budget.usd',
  }),
  workspace_credits: {
    error: '402 budget_exceeded (workspace_credits)',
    sentence: 'The credits of the workspace had no room for the request, and nothing else pays for platform access.',
    fix: [
      step(
        'command',
        'Add credits, such as ten dollars; the running gateway notices by itself.',
        'latentkit credits add --usd 10',
      ),
      step('config', 'Or raise what the file grants all in all, and apply.', 'workspace.credits_usd'),
      OWN_ACCOUNT,
    ],
  },
  plan_capability: {
    error: '402 budget_exceeded (plan_limit)',
    sentence: 'The plan of the workspace has no platform access for "{capability}".',
    fix: [
      step('config', 'Put the workspace on a plan that has.', 'workspace.plan'),
      step('config', 'Or add it to the plan.', 'plans[].capabilities: […, {capability}]'),
      OWN_ACCOUNT,
    ],
  },
  not_in_allowance: {
    error: '402 budget_exceeded (plan_limit)',
    sentence: 'The plan of the workspace does not pay for a request like this one, and the workspace has no credits.',
    fix: [
      step('config', 'Let the plan pay for it: a number for what the request is …', 'plans[].managed'),
      step('config', '… and nothing that the request needs among what the plan leaves out.', 'plans[].excludes'),
      step('command', 'Or give the workspace credits, such as ten dollars.', 'latentkit credits add --usd 10'),
      OWN_ACCOUNT,
    ],
  },
  allowance_used: {
    error: '402 free_managed_limit_reached',
    sentence: 'The {allowance} requests that the plan of the workspace includes were used up.',
    fix: [
      step('config', 'Put the workspace on a plan that includes more.', 'workspace.plan'),
      step('config', 'Or raise the number of the plan, and apply.', 'plans[].managed.{allowance}'),
      step('wait', 'Or wait until the window of the plan ends.', 'resets_at'),
      OWN_ACCOUNT,
    ],
  },
} as const satisfies Readonly<Record<string, Cause>>;

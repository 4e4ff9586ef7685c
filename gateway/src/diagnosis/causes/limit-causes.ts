import { type Cause, step } from '../cause.ts';

const WAIT = step('wait', 'Send the request again after this time.', 'Retry-After: {seconds}');
const RAISE = step('config', 'Or raise the limit, and apply.', '{limit_field}');
const SMALLER = step('body', 'A smaller bound of the answer takes less of it beforehand.', 'max_tokens');

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
  key_budget: {
    error: '402 budget_exceeded (key_budget)',
    sentence: 'The budget of the key "{key}" had no room for the request.',
    fix: [
      step('config', 'Raise it, or wait for its window to end.', 'keys[].budget.usd'),
      step('body', 'A smaller bound of the answer needs less room.', 'max_tokens'),
    ],
  },
  route_budget: {
    error: '402 budget_exceeded (route_budget)',
    sentence: 'The budget of the route "{route}" had no room for the request.',
    fix: [
      step('config', 'Raise it, or wait for its window to end.', 'routes[].budget.usd'),
      step('body', 'A smaller bound of the answer needs less room.', 'max_tokens'),
    ],
  },
  workspace_budget: {
    error: '402 budget_exceeded (workspace_budget)',
    sentence: 'The budget of the workspace had no room for the request.',
    fix: [
      step('config', 'Raise it, or wait for its window to end.', 'workspace.budget.usd'),
      step('body', 'A smaller bound of the answer needs less room.', 'max_tokens'),
    ],
  },
} as const satisfies Readonly<Record<string, Cause>>;

import { type Cause, step } from '../cause.ts';

const WAIT = step('wait', 'Send the request again after this time.', 'Retry-After: {seconds}');

/** What a key, a route or a workspace may use. */
export const LIMIT_CAUSES = {
  request_limit: {
    error: '429 rate_limited (key)',
    sentence: 'The key "{key}" had sent as many requests as it may within a minute.',
    fix: [WAIT, step('config', 'Or raise the limit, and apply.', 'keys[].rate_limit.requests_per_minute')],
  },
  token_limit: {
    error: '429 rate_limited (key)',
    sentence: 'The key "{key}" had used as many tokens as it may within a minute.',
    fix: [
      WAIT,
      step('config', 'Or raise the limit, and apply.', 'keys[].rate_limit.tokens_per_minute'),
      step('body', 'A smaller bound of the answer takes less of it beforehand.', 'max_tokens'),
    ],
  },
  concurrency_limit: {
    error: '429 rate_limited (concurrency)',
    sentence: 'The key "{key}" had as many requests running as it may.',
    fix: [
      step('client', 'Send fewer at once, and wait for running ones.', 'Retry-After: {seconds}'),
      step('config', 'Or raise the limit, and apply.', 'keys[].rate_limit.concurrency'),
    ],
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

import { type CauseCase, chat } from '../cause-case.ts';

const SMALL = chat({ max_tokens: 10 });

export const LIMIT_CASES: readonly CauseCase[] = [
  {
    name: 'request_limit',
    code: 'request_limit',
    fix: ['Retry-After: ', 'keys[].rate_limit.requests_per_minute'],
    would: 'no',
    key: 'rate_limit: { requests_per_minute: 1 }',
    send: async ({ ask }) => {
      await ask();
      return ask();
    },
  },
  {
    name: 'token_limit',
    code: 'token_limit',
    fix: ['keys[].rate_limit.tokens_per_minute', 'max_tokens'],
    would: 'no',
    key: 'rate_limit: { tokens_per_minute: 20 }',
    behaviour: { reply: { text: 'x', usage: { input: 10, output: 10 } } },
    send: async (sender) => {
      await SMALL(sender);
      return SMALL(sender);
    },
  },
  {
    name: 'concurrency_limit',
    code: 'concurrency_limit',
    fix: ['Send fewer at once', 'keys[].rate_limit.concurrency'],
    would: 'yes',
    key: 'rate_limit: { concurrency: 1 }',
    behaviour: { delayMs: 300 },
    send: async ({ ask }) => {
      const first = ask();
      await new Promise((resolve) => setTimeout(resolve, 100));
      const second = await ask();
      await first;
      return second;
    },
  },
  {
    name: 'key_budget',
    code: 'key_budget',
    sentence: '"key_budget"',
    fix: ['keys[].budget.usd'],
    would: 'no',
    key: 'budget: { usd: 0.5, window: month }',
    behaviour: { reply: { text: 'x', usage: { input: 1_000_000, output: 0 } } },
    send: async (sender) => {
      await SMALL(sender);
      return SMALL(sender);
    },
  },
  {
    name: 'route_budget',
    code: 'route_budget',
    sentence: '"route_budget"',
    fix: ['routes[].budget.usd'],
    would: 'no',
    route: 'budget: { usd: 0.5, window: total }',
    behaviour: { reply: { text: 'x', usage: { input: 1_000_000, output: 0 } } },
    send: async (sender) => {
      await SMALL(sender);
      return SMALL(sender);
    },
  },
];

/** In workspaces of their own: what they say holds for every key in it. */
export const WORKSPACE_CASES: readonly (CauseCase & { readonly workspace?: string })[] = [
  {
    name: 'workspace_budget',
    code: 'workspace_budget',
    fix: ['workspace.budget.usd'],
    would: 'no',
    workspace: 'budget: { usd: 0.5, window: day }',
    behaviour: { reply: { text: 'x', usage: { input: 1_000_000, output: 0 } } },
    send: async (sender) => {
      await SMALL(sender);
      return SMALL(sender);
    },
  },
  {
    name: 'suspended',
    code: 'workspace_suspended',
    sentence: 'its workspace is suspended',
    fix: ['lift the suspension'],
    would: 'no',
    change: async ({ writes, definitions }) => {
      for (const workspace of definitions.workspaces) await writes.saveWorkspace({ ...workspace, suspended: true });
    },
  },
];

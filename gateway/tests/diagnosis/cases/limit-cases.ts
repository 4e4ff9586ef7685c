import { type CauseCase, chat } from '../cause-case.ts';
import { MONEY_CASES } from './money-cases.ts';
import { RATE_LIMIT_CASES, SHARED_LIMIT_CASES, type WorkspaceCase } from './rate-limit-cases.ts';

const SMALL = chat({ max_tokens: 10 });

export const LIMIT_CASES: readonly CauseCase[] = [
  ...RATE_LIMIT_CASES,
  {
    name: 'key_budget',
    code: 'key_budget',
    sentence: '"key_budget"',
    fix: ['keys[].budget.usd', 'budgets[].usd'],
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
export const WORKSPACE_CASES: readonly WorkspaceCase[] = [
  ...SHARED_LIMIT_CASES,
  ...MONEY_CASES,
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

import { chat, HELLO, type Sender } from '../cause-case.ts';
import type { WorkspaceCase } from './rate-limit-cases.ts';

const SMALL = chat({ max_tokens: 10 });
const COSTS_A_DOLLAR = { reply: { text: 'x', usage: { input: 1_000_000, output: 0 } } };

async function twice(sender: Sender): Promise<string> {
  await SMALL(sender);
  return SMALL(sender);
}

const PLATFORM = { connection: 'access: platform', would: 'no', behaviour: COSTS_A_DOLLAR, send: twice } as const;

/** Budgets with names, credits, plans: each in a workspace of its own. */
export const MONEY_CASES: readonly WorkspaceCase[] = [
  {
    name: 'named_key_budget',
    code: 'key_budget',
    sentence: '"named_key_budget"',
    fix: ['budgets[].usd'],
    would: 'no',
    budgets: '{ name: b, key: named_key_budget, usd: 0.5, window: day }',
    behaviour: COSTS_A_DOLLAR,
    send: twice,
  },
  {
    name: 'member_budget',
    code: 'member_budget',
    sentence: 'The budget of the member "ada@example.com"',
    fix: ['budgets[].usd', 'max_tokens'],
    would: 'no',
    key: 'member: ada@example.com',
    budgets: '{ name: b, member: ada@example.com, usd: 0.5, window: day }',
    behaviour: COSTS_A_DOLLAR,
    send: twice,
  },
  {
    name: 'tag_budget',
    code: 'tag_budget',
    sentence: 'The budget of the tag "team:search"',
    fix: ['budgets[].usd', 'max_tokens'],
    would: 'no',
    key: 'tags: [batch, team:search]',
    budgets: '{ name: b, tag: team:search, usd: 0.5, window: total }',
    behaviour: COSTS_A_DOLLAR,
    send: twice,
  },
  {
    ...PLATFORM,
    name: 'credits',
    code: 'workspace_credits',
    sentence: 'The credits of the workspace had no room',
    fix: ['latentkit credits add', 'workspace.credits_usd', 'access: byok'],
    workspace: 'credits_usd: 0.5',
  },
  {
    ...PLATFORM,
    name: 'allowance',
    code: 'allowance_used',
    sentence: 'The chat requests that the plan of the workspace includes were used up.',
    fix: ['workspace.plan', 'plans[].managed.chat', 'resets_at', 'access: byok'],
    workspace: 'plan: free, credits_usd: 100',
    plans: '{ name: free, managed: { chat: 1 }, upgrade_to: pro }',
  },
  {
    ...PLATFORM,
    name: 'excluded',
    code: 'not_in_allowance',
    sentence: 'does not pay for a request like this one',
    fix: ['plans[].excludes', 'latentkit credits add'],
    workspace: 'plan: free',
    plans: '{ name: free, managed: { chat: 5 }, excludes: [json] }',
    send: chat({ response_format: { type: 'json_object' } }),
  },
  {
    ...PLATFORM,
    name: 'plan_limit',
    code: 'plan_capability',
    sentence: 'no platform access for "embeddings"',
    fix: ['workspace.plan', 'plans[].capabilities: […, embeddings]', 'access: byok'],
    workspace: 'plan: free',
    plans: '{ name: free, capabilities: [chat] }',
    send: ({ ask }) => ask({ path: '/v1/embeddings', body: { input: HELLO.messages[0]?.content } }),
  },
];

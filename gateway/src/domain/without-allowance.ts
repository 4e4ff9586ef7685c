import type { Plan } from './route.ts';

/** What a plan forbids still holds, and it pays for nothing: of what no caller asked for. */
export function withoutAllowance(plan: Plan): Plan {
  return { ...plan, managed: { chat: undefined, embeddings: undefined, image: undefined } };
}

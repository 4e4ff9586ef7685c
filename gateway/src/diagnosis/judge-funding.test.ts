import { expect, test } from 'vitest';
import { buildPrincipal } from '../../tests/build-principal.ts';
import { buildPlan } from '../../tests/support/build-definitions.ts';
import { buildTarget } from '../../tests/support/build-target.ts';
import type { Allowance } from '../domain/allowance.ts';
import { judgeFunding } from './judge-funding.ts';

const connection = buildTarget().connection;
const own = buildTarget({ connection: { ...connection, access: 'byok' } });
const house = buildTarget({ connection: { ...connection, access: 'platform' } });
const RESETS_AT_MS = Date.UTC(2026, 6, 1);

function judge(changes: {
  readonly targets?: readonly (typeof own)[];
  readonly plan?: ReturnType<typeof buildPlan>;
  readonly left?: number;
  readonly used?: number;
  readonly needs?: readonly ('chat' | 'tools' | 'embeddings')[];
  readonly kind?: 'live' | 'test';
}) {
  const { targets = [house], plan, left, used, needs = ['chat'], kind = 'live' } = changes;
  const allowance: Pick<Allowance, 'credits' | 'managed'> = {
    credits: left === undefined ? undefined : { grantedNanoUsd: 100, leftNanoUsd: left },
    managed:
      used === undefined ? [] : [{ capability: 'chat', limit: 3, used, window: 'month', resetsAtMs: RESETS_AT_MS }],
  };
  const principal = buildPrincipal({ plan, kind });
  return judgeFunding({ principal, needs: { capabilities: needs }, targets, allowance });
}

const free = buildPlan({ excludes: ['tools'] });

test('an attempt on an account of its own is always paid for, and one such attempt is enough', () => {
  expect(judge({ targets: [own], left: 0 })).toBeUndefined();
  expect(judge({ targets: [house, own], left: 0 })).toBeUndefined();
});

test('platform access needs credits, once there were any', () => {
  expect(judge({})).toBeUndefined();
  expect(judge({ left: 1 })).toBeUndefined();
  expect(judge({ left: 0 })).toBe('The credits of the workspace are used up.');
  expect(judge({ left: 0, kind: 'test' })).toBeUndefined();
});

test('what the plan includes needs no credits, until it is used up', () => {
  expect(judge({ plan: free, used: 2, left: 0 })).toBeUndefined();
  expect(judge({ plan: free, used: 3, left: 99 })).toBe(
    'The 3 chat requests that the plan includes are used up until 2026-07-01T00:00:00.000Z.',
  );
});

test('what the plan leaves out needs credits, and what it forbids is not paid for at all', () => {
  const needs = ['chat', 'tools'] as const;
  expect(judge({ plan: free, used: 0, needs, left: 5 })).toBeUndefined();
  expect(judge({ plan: free, used: 0, needs })).toBe('The plan does not pay for it, and the workspace has no credits.');
  const onlyChat = buildPlan({ capabilities: ['chat'] });
  expect(judge({ plan: onlyChat, used: 0, needs: ['embeddings'], left: 5 })).toBe(
    'The plan of the workspace has no platform access for "embeddings".',
  );
});

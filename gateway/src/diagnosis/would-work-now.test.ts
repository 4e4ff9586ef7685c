import { describe, expect, test } from 'vitest';
import { buildPrincipal, buildRoute } from '../../tests/build-principal.ts';
import { buildAttemptRecord, buildRequestRecord } from '../../tests/support/build-request-record.ts';
import type { FailureClass } from '../domain/failure.ts';
import { DEFAULT_IDE_RATE_LIMIT, limitPolicies } from '../domain/limits.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import type { AttemptTarget } from '../domain/route.ts';
import { SANDBOX_TARGET } from '../providers/sandbox/sandbox-target.ts';
import { diagnose } from './diagnose.ts';
import type { Now } from './now.ts';

const NOW_MS = 1_800_000_000_000;

function target({ name, ...change }: { name: string } & Partial<AttemptTarget>): AttemptTarget {
  const connection = { ...SANDBOX_TARGET.connection, name, provider: 'p', credentialId: name };
  return { ...SANDBOX_TARGET, connection, model: 'm', circuitKey: name, ...change };
}

const routeOf = (...attempts: AttemptTarget[]) => buildRoute({ attempts });

/** The route has not changed since. */
const OF_TODAY = { routeId: routeOf().id, routeName: routeOf().name, routeVersion: routeOf().version };

function judge(record: Partial<RequestRecord>, now: Partial<Now> = {}) {
  return diagnose({
    record: buildRequestRecord({ outcome: 'failed', attempts: [], ...OF_TODAY, ...record }),
    earlier: [],
    withNotes: true,
    now: {
      nowMs: NOW_MS,
      principal: buildPrincipal({ route: routeOf(target({ name: 'a' })) }),
      sandbox: { target: SANDBOX_TARGET },
      health: { state: () => ({ kind: 'closed' }) },
      allowance: undefined,
      allowedOrigins: [],
      ...now,
    },
  }).would_work_now;
}

function failedAt(connection: string, failureClass: FailureClass): Partial<RequestRecord> {
  const attempt = buildAttemptRecord({ connection, model: 'm', outcome: 'failed', failureClass, usage: undefined });
  return { errorCode: 'all_providers_exhausted', attempts: [attempt] };
}

describe('yes', () => {
  test('where what was missing is there now', () => {
    const skipped = [
      { attempt: 1, connection: 'a', model: 'm', outcome: 'skipped', reason: 'lacks_capability:tools' } as const,
    ];
    const needs = {
      capabilities: ['chat', 'tools'] as const,
      profile: undefined,
      estimatedInputTokens: 1,
      pin: undefined,
    };
    const record = { errorCode: 'all_providers_exhausted', errorReason: 'no_eligible_attempt', skipped, needs };
    expect(judge(record)).toMatchObject({
      answer: 'yes',
      plan: { attempts: [{ attempt: 1, connection: 'a', model: 'm' }] },
    });
    const without = routeOf(target({ name: 'a', capabilities: new Set(['chat']) }));
    expect(judge(record, { principal: buildPrincipal({ route: without }) })).toMatchObject({
      answer: 'no',
      why: expect.stringContaining('cannot do "tools"'),
      plan: { attempts: [], skipped: [{ reason: 'lacks_capability:tools' }] },
    });
  });

  test('where another attempt was added behind the one that failed', () => {
    const principal = buildPrincipal({ route: routeOf(target({ name: 'a' }), target({ name: 'b', position: 2 })) });
    expect(judge(failedAt('a', 'auth_upstream'))).toMatchObject({ answer: 'unknown' });
    expect(judge(failedAt('a', 'auth_upstream'), { principal })).toMatchObject({
      answer: 'yes',
      why: expect.stringContaining('b/m'),
    });
  });

  test('where a revoked key was given back, as far as the task is known', () => {
    const record = { errorCode: 'invalid_api_key', errorReason: 'revoked' };
    expect(judge(record).answer).toBe('yes');
    expect(judge({ ...record, needs: undefined }).answer).toBe('unknown');
    expect(judge(record, { principal: buildPrincipal({ revokedAtMs: 1 }) }).answer).toBe('no');
    expect(judge(record, { principal: undefined })).toMatchObject({
      answer: 'no',
      why: expect.stringContaining('not exist'),
    });
  });

  test('for a test key, whose only attempt is the sandbox', () => {
    const principal = buildPrincipal({ kind: 'test', route: routeOf(target({ name: 'a' })) });
    expect(judge(failedAt('a', 'auth_upstream'), { principal })).toMatchObject({
      answer: 'yes',
      plan: { attempts: [{ connection: 'sandbox' }] },
    });
  });
});

describe('no', () => {
  test('where the same task is refused without asking anybody else', () => {
    const principal = buildPrincipal({ route: routeOf(target({ name: 'a' }), target({ name: 'b', position: 2 })) });
    expect(judge(failedAt('a', 'content_filter'), { principal }).answer).toBe('no');
  });

  test('while an attempt rests, with the time until when', () => {
    const health = { state: () => ({ kind: 'cooling', sinceMs: NOW_MS, untilMs: NOW_MS + 60_000 }) as const };
    expect(judge(failedAt('a', 'quota_exhausted'), { health })).toMatchObject({
      answer: 'no',
      why: expect.stringContaining('2027-01-15T08:01:00.000Z'),
    });
  });

  test('while a limit or a budget is used up', () => {
    const rateLimit = { ...DEFAULT_IDE_RATE_LIMIT, requestsPerMinute: 5 };
    const [policy] = limitPolicies({ scope: 'route', scopeName: 'default', rateLimit });
    const limits = policy === undefined ? [] : [{ policy, remaining: 0, resetMs: 9_000 }];
    const allowance = { limits: [], budgets: [], credits: undefined, managed: [] };
    expect(judge({ errorCode: 'rate_limited' }, { allowance: { ...allowance, limits } })).toMatchObject({
      answer: 'no',
      why: 'The route "default" has used up its limit of requests per minute; in 9 s some of it is free again.',
    });
    const budget = {
      scope: 'key',
      scopeName: 'backend',
      window: 'day',
      limitNanoUsd: 10,
      spentNanoUsd: 8,
      resetsAtMs: NOW_MS,
    } as const;
    const spent = (heldNanoUsd: number) => ({ ...allowance, budgets: [{ ...budget, heldNanoUsd }] });
    expect(judge({ errorCode: 'budget_exceeded', errorReason: 'key_budget' }, { allowance: spent(2) }).answer).toBe(
      'no',
    );
    expect(judge({ errorCode: 'budget_exceeded', errorReason: 'key_budget' }, { allowance: spent(1) }).answer).toBe(
      'yes',
    );
  });

  test('where only the sender can mend it, whatever the gateway is like today', () => {
    expect(judge({ errorCode: 'validation_error', errorReason: 'invalid_json' }).answer).toBe('no');
  });
});

test('what cannot be seen is said, and not guessed', () => {
  expect(judge({ keyId: undefined, errorCode: 'invalid_api_key', errorReason: 'unknown' }).answer).toBe('unknown');
  expect(judge({}, { health: undefined }).why).toContain('Open circuits, limits and budgets were not looked at.');
  const browser = { keyId: undefined, errorCode: 'browser_not_allowed', errorDetail: 'https://app.example' };
  expect(judge(browser, { allowedOrigins: undefined }).answer).toBe('unknown');
  expect(judge(browser).answer).toBe('no');
  expect(judge(browser, { allowedOrigins: ['https://app.example'] }).answer).toBe('unknown');
});

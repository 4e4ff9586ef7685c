import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CAUSES } from '../../src/diagnosis/causes/all-causes.ts';
import { KEY_CASES } from './cases/key-cases.ts';
import { LIMIT_CASES, WORKSPACE_CASES } from './cases/limit-cases.ts';
import { NETWORK_CASES } from './cases/network-cases.ts';
import { PROVIDER_CASES } from './cases/provider-cases.ts';
import { REQUEST_CASES } from './cases/request-cases.ts';
import { ROUTE_CASES } from './cases/route-cases.ts';
import { checkDiagnosis } from './check-diagnosis.ts';
import { type CaseGateway, startCaseGateway } from './start-case-gateway.ts';

const CASES = [...KEY_CASES, ...REQUEST_CASES, ...LIMIT_CASES, ...ROUTE_CASES, ...PROVIDER_CASES, ...NETWORK_CASES];

/** What a running gateway cannot be brought to at will; `find-causes.test.ts` shows them by their records. */
const NOT_INJECTED = [
  'request_not_sent_in_time',
  'no_eligible_attempt',
  'pinned_elsewhere',
  'circuit_open',
  'unknown_provider',
  'connect_timeout',
  'shutting_down',
  'gateway_overloaded',
  'interrupted',
  'storage_unavailable',
  'storage_for_idempotency',
  'idempotency_answer_not_kept',
  'internal_error',
  'other_error',
];

describe('a request that goes wrong is diagnosed with its cause and what helps', () => {
  let gateway: CaseGateway;
  beforeAll(async () => {
    gateway = await startCaseGateway({ cases: CASES });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each(CASES.map((cause) => [cause.name, cause.code, cause] as const))('%s: %s', async (_name, _code, cause) => {
    await checkDiagnosis({ gateway, cause });
  });
});

test.each(WORKSPACE_CASES.map((cause) => [cause.name, cause] as const))('%s', async (_name, cause) => {
  const { workspace = '', plans = '', budgets = '' } = cause;
  await using gateway = await startCaseGateway({ cases: [cause], workspace, plans, budgets });
  await checkDiagnosis({ gateway, cause });
});

test('every cause is made to happen here, or known not to be', () => {
  const injected = new Set<string>([...CASES, ...WORKSPACE_CASES].map(({ code }) => code));
  expect(injected.size).toBeGreaterThanOrEqual(40);
  expect(
    Object.keys(CAUSES)
      .filter((code) => !injected.has(code))
      .sort(),
  ).toEqual(NOT_INJECTED.toSorted());
});

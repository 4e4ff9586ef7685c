import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CAUSES } from '../../src/diagnosis/causes/all-causes.ts';
import { KEY_CASES } from './cases/key-cases.ts';
import { LIMIT_CASES, WORKSPACE_CASES } from './cases/limit-cases.ts';
import { NETWORK_CASES } from './cases/network-cases.ts';
import { PROVIDER_CASES } from './cases/provider-cases.ts';
import { REQUEST_CASES } from './cases/request-cases.ts';
import { ROUTE_CASES } from './cases/route-cases.ts';
import { checkDiagnosis } from './check-diagnosis.ts';
import { runCommandOn } from './run-command-on.ts';
import { type CaseGateway, startCaseGateway } from './start-case-gateway.ts';

const CASES = [...KEY_CASES, ...REQUEST_CASES, ...LIMIT_CASES, ...ROUTE_CASES, ...PROVIDER_CASES, ...NETWORK_CASES];

/** Each needs a gateway that is broken, stopped or killed for it: `causes-of-the-gateway.test.ts`. */
const NEED_THEIR_OWN_GATEWAY = [
  'request_not_sent_in_time',
  'shutting_down',
  'interrupted',
  'storage_unavailable',
  'storage_for_idempotency',
  'idempotency_answer_not_kept',
  'internal_error',
  'no_operator_token',
  'other_error',
];

/** Every command of ours that a diagnosis named, as it was printed. */
const named = new Set<string>();

describe('a request that goes wrong is diagnosed with its cause and what helps', () => {
  let gateway: CaseGateway;
  beforeAll(async () => {
    gateway = await startCaseGateway({ cases: CASES });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each(CASES.map((cause) => [cause.name, cause.code, cause] as const))('%s: %s', async (_name, _code, cause) => {
    const { fix } = await checkDiagnosis({ gateway, cause });
    for (const { exact } of fix) if (exact.startsWith('latentkit ')) named.add(exact);
  });

  test('every command that was named does what it says when it is copied', async () => {
    expect(named.size).toBeGreaterThan(12);
    const config = () => readFileSync(join(gateway.dataDir, 'latentkit.yaml'), 'utf8');
    // Some of the providers here never answer: `doctor.test.ts` asks one that does.
    named.delete('latentkit doctor --live');
    for (const [at, command] of [...named].entries()) {
      const [, ...args] = command.replace('new-key', `new-key-${at}`).split(' ');
      const { code, out } = await runCommandOn({ dataDir: gateway.dataDir, args, changes: { readFile: config } });
      const asItIs = KNOWN_ANSWERS.some((answer) => answer.test(out));
      expect({ command, out, worked: code === 0 || asItIs }).toEqual({ command, out, worked: true });
    }
  });
});

/** The cases break the installation on purpose, a file keeps their keys, and there are many routes to choose from. */
const KNOWN_ANSWERS = [
  /^\d+ problems, /,
  /is kept by a configuration file\.\n +Change its secret there/,
  /A key needs a route\.\n +Add --route, one of: /,
];

test.each(WORKSPACE_CASES.map((cause) => [cause.name, cause] as const))('%s', async (_name, cause) => {
  const { workspace = '', plans = '', budgets = '' } = cause;
  await using gateway = await startCaseGateway({ cases: [cause], workspace, plans, budgets });
  await checkDiagnosis({ gateway, cause });
});

test('every cause is made to happen through a whole gateway', () => {
  const injected = new Set([...CASES, ...WORKSPACE_CASES].flatMap(({ code, words }) => [String(code), String(words)]));
  expect(injected.size).toBeGreaterThanOrEqual(40);
  expect(
    Object.keys(CAUSES)
      .filter((code) => !injected.has(code))
      .sort(),
  ).toEqual(NEED_THEIR_OWN_GATEWAY.toSorted());
});

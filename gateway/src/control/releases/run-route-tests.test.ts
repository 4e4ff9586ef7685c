import { describe, expect, test } from 'vitest';
import type { RouteTest } from '../../domain/release.ts';
import { type RouteTrial, runRouteTests } from './run-route-tests.ts';

const TEST: RouteTest = { name: 'one', endpoint: '/v1/chat', body: '{}', expect: { answered: true }, blocking: false };
const TRIAL: RouteTrial = {
  answered: true,
  attempt: { connection: 'main', model: 'small' },
  capabilities: ['chat'],
  text: 'Hello, world',
  error: undefined,
  requestId: 'req_1',
};
const REFUSED: RouteTrial = {
  ...TRIAL,
  answered: false,
  attempt: undefined,
  text: undefined,
  error: { code: 'all_providers_exhausted', message: 'No attempt could be used.' },
};

async function outcome(expect: RouteTest['expect'], trial: Partial<RouteTrial>, isDryRun = false) {
  const run = async () => ({ ...TRIAL, ...trial });
  const { results } = await runRouteTests({ tests: [{ ...TEST, expect }], run, isDryRun });
  return results[0];
}

describe('a test of a route', () => {
  test('passes where all that is expected holds', async () => {
    const all = { answered: true, capability: 'chat', textContains: 'HELLO' };
    expect(await outcome(all, {})).toMatchObject({ passed: true, why: [], notLookedAt: [] });
    expect((await outcome({}, {}))?.passed).toBe(true);
    expect((await outcome({ answered: false }, REFUSED))?.passed).toBe(true);
  });

  test('says each expectation that does not hold', async () => {
    const failed = await outcome({ answered: true, capability: 'tools', textContains: 'bye' }, {});
    expect(failed?.why).toEqual(['main/small cannot do "tools".', 'The answer does not contain "bye".']);
    expect((await outcome({}, REFUSED))?.why).toEqual(['It was not answered: No attempt could be used.']);
    expect((await outcome({ answered: false }, {}))?.why).toEqual(['It was to be refused, and main/small took it.']);
    expect((await outcome({ textContains: 'x' }, { text: undefined }))?.why).toEqual(['The answer has no text.']);
  });

  test('says in a dry run what it could not look at', async () => {
    expect(await outcome({ textContains: 'bye' }, { text: undefined }, true)).toMatchObject({
      passed: true,
      notLookedAt: ['text_contains'],
    });
  });

  test('fails where it cannot be tried, and the others are tried all the same', async () => {
    const tests = [
      { ...TEST, name: 'broken' },
      { ...TEST, name: 'fine', blocking: true },
    ];
    const { results, blocks } = await runRouteTests({
      tests,
      isDryRun: false,
      run: async ({ name }) => {
        if (name === 'broken') throw new Error('its body is no JSON');
        return TRIAL;
      },
    });
    expect(results.map(({ passed, why }) => [passed, ...why])).toEqual([
      [false, 'It could not be tried: its body is no JSON'],
      [true],
    ]);
    expect(blocks).toBe(false);
  });

  test('blocks a publication only where it is told to', async () => {
    const run = async () => REFUSED;
    const ofOne = (blocking: boolean) => runRouteTests({ tests: [{ ...TEST, blocking }], run, isDryRun: false });
    expect((await ofOne(true)).blocks).toBe(true);
    expect((await ofOne(false)).blocks).toBe(false);
  });

  test('is one of few that run at the same time, and results keep the order', async () => {
    let running = 0;
    let most = 0;
    const tests = Array.from({ length: 12 }, (_, index) => ({ ...TEST, name: `${index}` }));
    const { results } = await runRouteTests({
      tests,
      isDryRun: false,
      run: async ({ name }) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 12 - Number(name)));
        running--;
        return TRIAL;
      },
    });
    expect(results.map(({ test: { name } }) => name)).toEqual(tests.map(({ name }) => name));
    expect(most).toBe(4);
  });
});

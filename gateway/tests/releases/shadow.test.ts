import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { RouteDefinition } from '../../src/domain/definitions.ts';
import type { DefinitionWrites } from '../../src/domain/store.ts';
import { reportUsage } from '../../src/usage/report-usage.ts';
import { json, SANDBOX_KEY } from '../scenarios/start-test-gateway.ts';
import { specOn, startReleaseGateway } from './start-release-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }], max_tokens: 50 };
const USD = 1_000_000_000;
const SPAN_START = Math.floor(Date.now() / 86_400_000) * 86_400_000;

const shadowOnOther =
  ({ sharePercent = 100, budgetNanoUsd = USD } = {}) =>
  (writes: DefinitionWrites, route: RouteDefinition) =>
    writes.setShadow({
      routeId: route.id,
      shadow: { release: { spec: specOn(route, { connection: 'other' }) }, sharePercent, budgetNanoUsd },
    });

describe('a shadow', () => {
  test('gets what a caller asked, and the caller gets the real answer; its record says whose shadow it is', async () => {
    await using rig = await startReleaseGateway();
    rig.main.script({ reply: { text: 'from main' } });
    rig.other.script({ reply: { text: 'from other' } });
    await rig.change(shadowOnOther());
    for (const stream of [false, true]) {
      const response = await rig.gateway.post('/v1/chat', { ...ASK, stream });
      expect(await response.text()).toMatch(stream ? /main/ : /from main/);
    }
    const records = await rig.records((all) => all.length === 4);
    const shadows = records.filter(({ shadowOf }) => shadowOf !== undefined);
    const real = records.filter(({ shadowOf }) => shadowOf === undefined);
    expect(shadows.map(({ shadowOf }) => shadowOf).sort()).toEqual(real.map(({ id }) => id).sort());
    for (const shadow of shadows) {
      expect(shadow).toMatchObject({ outcome: 'answered', routeVersion: 0, keyName: 'shadow', routeId: rig.routeId });
      expect(shadow.attempts).toMatchObject([{ connection: 'other', outcome: 'answered' }]);
      expect(shadow.costNanoUsd).toBeGreaterThan(0);
      expect(shadow.workspaceId).toBe(real[0]?.workspaceId);
    }
    expect(real.every(({ keyName, routeVersion }) => keyName === 'backend' && routeVersion === 1)).toBe(true);
    const span = { routeId: rig.routeId, fromMs: 0, toMs: Date.now() + 1_000 };
    const figures = await rig.store.routes.figures(span);
    expect(figures.map(({ version, shadow, requests }) => [version, shadow, requests])).toEqual([
      [0, true, 2],
      [1, false, 2],
    ]);
    const query = { ...span, timeZone: 'UTC', interval: 'none', groupBy: ['key'], filters: new Map() } as const;
    const all = { workspaceId: undefined, keyId: undefined, limit: 10, after: undefined };
    const pause = async () => {};
    const { rows } = await reportUsage({
      usage: rig.store.usage,
      query: { ...query, ...all, fromMs: SPAN_START },
      pause,
    });
    expect(rows.map(({ names, tally }) => [names[0], tally.figure('answered')]).toSorted()).toEqual([
      ['backend', 2],
      ['shadow', 2],
    ]);
    expect(await rig.store.ledger.verify()).toEqual([]);
  });

  test('that fails opens no circuit: the same connection and model go on serving the requests', async () => {
    await using rig = await startReleaseGateway();
    rig.main.script({ delayMs: 30 });
    await rig.change(async (writes, route) => {
      const spec = specOn(route, { connection: 'main' }, { connection: 'other' });
      await writes.publishRoute({ routeId: route.id, spec, publishedAtMs: 1 });
      // More failures than the requests have successes.
      const attempt = { connection: 'main', timeoutMs: 5 };
      const impatient = specOn(route, attempt, attempt, attempt);
      const shadow = { release: { spec: impatient }, sharePercent: 100, budgetNanoUsd: USD };
      await writes.setShadow({ routeId: route.id, shadow });
    });
    for (let index = 0; index < 12; index++) {
      expect(await json(await rig.gateway.post('/v1/chat', ASK))).toMatchObject({ route: { attempt: 1 } });
      // A request that began before its shadow failed would close a circuit that this opened.
      await wait(60);
    }
    const shadows = (await rig.records((all) => all.length === 24)).filter(({ shadowOf }) => shadowOf !== undefined);
    expect(shadows.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 12 }, () => 'failed'));
  });

  test('that is slow delays nobody', async () => {
    await using rig = await startReleaseGateway();
    await rig.change(shadowOnOther());
    rig.other.script({ delayMs: 1_000 });
    const startedAtMs = performance.now();
    await Promise.all(Array.from({ length: 5 }, () => rig.gateway.post('/v1/chat', ASK).then((one) => one.text())));
    expect(performance.now() - startedAtMs).toBeLessThan(900);
    expect(await rig.records((all) => all.length === 10)).toHaveLength(10);
  });

  test('is left out where too many are running', async () => {
    await using rig = await startReleaseGateway();
    await rig.change(shadowOnOther());
    rig.other.script({ delayMs: 1_500 });
    await Promise.all(Array.from({ length: 60 }, () => rig.gateway.post('/v1/chat', ASK).then((one) => one.text())));
    await wait(100);
    expect(rig.main.requests.length).toBe(60);
    expect(rig.other.requests.length).toBe(16);
  });

  test('costs no more in a day than its budget', async () => {
    await using rig = await startReleaseGateway();
    // One request holds about 50 × 4 millionths of a dollar, and costs less.
    await rig.change(shadowOnOther({ budgetNanoUsd: 500_000 }));
    for (let index = 0; index < 30; index++) {
      expect((await rig.gateway.post('/v1/chat', ASK)).status).toBe(200);
      await wait(10);
    }
    await wait(200);
    const sent = rig.other.requests.length;
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(30);
    const records = await rig.records((all) => all.length === 30 + sent);
    const cost = records.filter(({ shadowOf }) => shadowOf !== undefined).map(({ costNanoUsd }) => costNanoUsd ?? 0);
    expect(cost.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(500_000);
  });

  test('takes nothing of the key: neither of its rate limit, nor of its budget', async () => {
    const key = ', rate_limit: { requests_per_minute: 6 }, budget: { usd: 0.001, window: day }';
    await using rig = await startReleaseGateway({ key });
    await rig.change(shadowOnOther());
    for (let index = 0; index < 6; index++) expect((await rig.gateway.post('/v1/chat', ASK)).status).toBe(200);
    await rig.records((all) => all.length === 12);
    const me = await json(await rig.gateway.get('/v1/whoami'));
    const real = (await rig.records((all) => all.length === 12)).filter(({ shadowOf }) => shadowOf === undefined);
    const spent = real.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0);
    expect(Number(me.limits.budgets[0].remaining_usd)).toBeCloseTo(0.001 - spent / USD, 9);
    expect((await rig.gateway.post('/v1/chat', ASK)).status).toBe(429);
  });

  test('follows no test key, no replay, and nothing that a provider keeps for the caller', async () => {
    await using rig = await startReleaseGateway();
    await rig.change(shadowOnOther());
    const once = { 'Idempotency-Key': 'one' };
    for (let turn = 0; turn < 3; turn++) await (await rig.gateway.post('/v1/chat', ASK, once)).text();
    await (await rig.gateway.post('/v1/chat', ASK, { Authorization: `Bearer ${SANDBOX_KEY}` })).text();
    await (await rig.gateway.post('/v1/chat', { ...ASK, previous_response_id: 'resp_1' })).text();
    await rig.records((all) => all.filter(({ replayOf }) => replayOf !== undefined).length === 2);
    await wait(200);
    expect(rig.other.requests.length).toBe(1);
  });

  test('of half of the requests is sent about half of them', async () => {
    await using rig = await startReleaseGateway();
    await rig.change(shadowOnOther({ sharePercent: 50 }));
    for (let index = 0; index < 100; index++) await (await rig.gateway.post('/v1/chat', ASK)).text();
    await wait(200);
    expect(rig.other.requests.length).toBeGreaterThan(25);
    expect(rig.other.requests.length).toBeLessThan(75);
  });

  test('that still runs when the gateway stops is given up, and recorded', async () => {
    await using rig = await startReleaseGateway();
    await rig.change(shadowOnOther());
    rig.other.script({ delayMs: 30_000 });
    await (await rig.gateway.post('/v1/chat', ASK)).text();
    await wait(100);
    const startedAtMs = performance.now();
    await rig.gateway.close({ withinMs: 2_000 });
    expect(performance.now() - startedAtMs).toBeLessThan(1_900);
    const [shadow] = (await rig.records((all) => all.length === 2)).filter(({ shadowOf }) => shadowOf !== undefined);
    expect(['cancelled', 'failed']).toContain(shadow?.outcome);
  });
});

import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { json } from '../scenarios/start-test-gateway.ts';
import { specOn, startReleaseGateway } from './start-release-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }], max_tokens: 50 };
const CHANGES = 50;
const CALLERS = 8;
const LIVE_WITHIN_MS = 1_000;

interface Asked {
  readonly sentAtMs: number;
  readonly endedAtMs: number;
  readonly status: number;
  readonly version: number;
  readonly model: string;
}

interface Published {
  /** Before the write, and after it. */
  readonly fromMs: number;
  readonly byMs: number;
  readonly version: number;
}

test('50 publications and rollbacks by another process under load: no request fails or sees two versions, each is live within a second', async () => {
  await using rig = await startReleaseGateway({ listsModels: false });
  // The first attempt of every version fails, so that each request has seen more than one of its attempts.
  rig.main.script({ status: 500, body: { error: { message: 'no' } } });
  const specOf = (version: number) => (route: Parameters<typeof specOn>[0]) =>
    specOn(
      route,
      { connection: 'main', model: `v${version}-first` },
      { connection: 'other', model: `v${version}-second` },
    );
  await rig.change((writes, route) =>
    writes.publishRoute({ routeId: route.id, spec: specOf(2)(route), publishedAtMs: 1 }),
  );

  const asked: Asked[] = [];
  let isOver = false;
  const ask = async (): Promise<void> => {
    while (!isOver) {
      const sentAtMs = performance.now();
      const response = await rig.gateway.post('/v1/chat', ASK);
      const answer = await json(response);
      const { version } = answer.route ?? {};
      asked.push({ sentAtMs, endedAtMs: performance.now(), status: response.status, version, model: answer.model });
      await wait(4);
    }
  };
  const asking = Array.from({ length: CALLERS }, ask);

  const published: Published[] = [{ fromMs: 0, byMs: 0, version: 2 }];
  let newest = 2;
  for (let change = 0; change < CHANGES; change++) {
    const isRollback = change % 5 === 4;
    const version = isRollback ? newest - 1 : newest + 1;
    const fromMs = performance.now();
    await rig.store.write({
      actor: { kind: 'person', id: 'usr_1', name: 'Ada' },
      work: async (writes) => {
        const [route] = (await writes.read()).routes;
        if (route === undefined) throw new Error('the route is missing');
        if (isRollback) return writes.pointRouteAt({ routeId: route.id, version });
        await writes.publishRoute({ routeId: route.id, spec: specOf(version)(route), publishedAtMs: Date.now() });
      },
    });
    published.push({ fromMs, byMs: performance.now(), version });
    if (!isRollback) newest = version;
    // Some come faster than the gateway looks, and others stay for a while.
    await wait(change % 10 === 0 ? 500 : 60);
  }
  await wait(LIVE_WITHIN_MS);
  isOver = true;
  await Promise.all(asking);

  expect(asked.filter(({ status }) => status !== 200)).toEqual([]);
  expect(new Set(asked.map(({ version }) => version)).size).toBeGreaterThan(10);
  for (const one of asked) {
    expect(one.model).toBe(`v${one.version}-second`);
    expect(wasCurrent({ one, published })).toBe(true);
  }
  expect(asked.at(-1)?.version).toBe(published.at(-1)?.version);

  const records = await rig.records((all) => all.length >= Math.min(asked.length, 1_000));
  for (const { routeVersion, attempts, skipped } of records) {
    const models = [...attempts, ...skipped].map(({ model }) => model).sort();
    expect(models).toEqual([`v${routeVersion}-first`, `v${routeVersion}-second`]);
  }
}, 60_000);

/** Whether the version was published at some moment from a second before the request was sent until it ended. */
function wasCurrent({ one, published }: { readonly one: Asked; readonly published: readonly Published[] }): boolean {
  return published.some(({ fromMs, version }, index) => {
    const replacedByMs = published[index + 1]?.byMs ?? Number.POSITIVE_INFINITY;
    return version === one.version && fromMs <= one.endedAtMs && one.sentAtMs <= replacedByMs + LIVE_WITHIN_MS;
  });
}

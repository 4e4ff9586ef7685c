import { describe, expect, test } from 'vitest';
import type { RouteDefinition } from '../../src/domain/definitions.ts';
import type { DefinitionWrites } from '../../src/domain/store.ts';
import { json } from '../scenarios/start-test-gateway.ts';
import { specOn, startReleaseGateway } from './start-release-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }], max_tokens: 50 };

const canaryOnOther =
  ({ sharePercent, stickyBy }: { readonly sharePercent: number; readonly stickyBy: 'key' | 'user' }) =>
  async (writes: DefinitionWrites, route: RouteDefinition) => {
    const spec = specOn(route, { connection: 'other' });
    const version = await writes.publishRoute({ routeId: route.id, spec, publishedAtMs: 1, live: false });
    await writes.setCanary({ routeId: route.id, canary: { version, sharePercent, stickyBy } });
  };

describe('a canary', () => {
  test('serves its share of the users, each of whom keeps the version; the answer and the log say which', async () => {
    await using rig = await startReleaseGateway();
    rig.main.script({ reply: { text: 'one' } });
    rig.other.script({ reply: { text: 'two' } });
    await rig.change(canaryOnOther({ sharePercent: 50, stickyBy: 'user' }));
    const versions: number[][] = [];
    for (let user = 0; user < 40; user++) {
      const seen: number[] = [];
      for (let turn = 0; turn < 3; turn++) {
        const answer = await json(await rig.gateway.post('/v1/chat', { ...ASK, user: `user-${user}` }));
        expect(answer.content).toBe(answer.route.version === 2 ? 'two' : 'one');
        seen.push(answer.route.version);
      }
      versions.push(seen);
    }
    expect(versions.filter((seen) => new Set(seen).size > 1)).toEqual([]);
    const share = versions.filter(([version]) => version === 2).length / versions.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.8);
    const records = await rig.records((all) => all.length === 120);
    for (const { routeVersion, attempts } of records) {
      expect(attempts.map(({ connection }) => connection)).toEqual([routeVersion === 2 ? 'other' : 'main']);
    }
  });

  test('by key serves all requests of the key or none, and whoami tells its version', async () => {
    await using rig = await startReleaseGateway();
    await rig.change(canaryOnOther({ sharePercent: 100, stickyBy: 'key' }));
    const me = await json(await rig.gateway.get('/v1/whoami'));
    expect(me.route.version).toBe(2);
    await rig.change((writes, { id }) =>
      writes.setCanary({ routeId: id, canary: { version: 2, sharePercent: 0, stickyBy: 'key' } }),
    );
    expect((await json(await rig.gateway.get('/v1/whoami'))).route.version).toBe(1);
    expect((await json(await rig.gateway.post('/v1/chat', ASK))).route.version).toBe(1);
  });

  test('is promoted, or taken back, in one write for everybody', async () => {
    await using rig = await startReleaseGateway();
    await rig.change(canaryOnOther({ sharePercent: 50, stickyBy: 'user' }));
    const versionsSeen = async () => {
      const asked = Array.from({ length: 20 }, async (_, user) =>
        json(await rig.gateway.post('/v1/chat', { ...ASK, user: `user-${user}` })),
      );
      return new Set((await Promise.all(asked)).map(({ route }) => route.version));
    };
    expect(await versionsSeen()).toEqual(new Set([1, 2]));
    await rig.change((writes, { id }) => writes.pointRouteAt({ routeId: id, version: 2 }));
    expect(await versionsSeen()).toEqual(new Set([2]));
    await rig.change((writes, { id }) => writes.pointRouteAt({ routeId: id, version: 1 }));
    expect(await versionsSeen()).toEqual(new Set([1]));
  });
});

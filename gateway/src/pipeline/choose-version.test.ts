import { describe, expect, test } from 'vitest';
import { buildRoute } from '../../tests/build-principal.ts';
import type { CanaryRelease } from '../domain/route.ts';
import { chooseVersion } from './choose-version.ts';

const canaryRoute = buildRoute({ version: 2 });
const withCanary = (canary: Partial<CanaryRelease>) =>
  buildRoute({ canary: { route: canaryRoute, sharePercent: 10, stickyBy: 'key', ...canary } });
const REQUESTS = 100_000;

function shareOf(choose: (index: number) => { readonly because: string }): number {
  let served = 0;
  for (let index = 0; index < REQUESTS; index++) if (choose(index).because === 'canary') served++;
  return (served / REQUESTS) * 100;
}

describe('the version that serves a request', () => {
  test('is the published one where there is no canary', () => {
    const route = buildRoute();
    expect(chooseVersion({ route, keyId: 'key_1', user: undefined, requestId: 'req_1' })).toEqual({
      route,
      because: 'published',
    });
  });

  test.each([0, 1, 10, 33.3, 50, 99, 100])(
    'is a canary for %d percent of the keys, give or take one',
    (sharePercent) => {
      const route = withCanary({ sharePercent });
      const share = shareOf((index) =>
        chooseVersion({ route, keyId: `key_${index}`, user: undefined, requestId: 'req_1' }),
      );
      expect(Math.abs(share - sharePercent)).toBeLessThanOrEqual(sharePercent % 100 === 0 ? 0 : 1);
    },
  );

  test.each([5, 50])('is a canary for %d percent of the users of one key, give or take one', (sharePercent) => {
    const route = withCanary({ sharePercent, stickyBy: 'user' });
    const ofUser = (user: string) => chooseVersion({ route, keyId: 'key_1', user, requestId: 'req_1' });
    expect(Math.abs(shareOf((index) => ofUser(`user-${index}`)) - sharePercent)).toBeLessThanOrEqual(1);
  });

  test('is drawn for each request where it is to be sticky by user and there is none', () => {
    const route = withCanary({ sharePercent: 20, stickyBy: 'user' });
    for (const user of [undefined, '']) {
      const share = shareOf((index) => chooseVersion({ route, keyId: 'key_1', user, requestId: `req_${index}` }));
      expect(Math.abs(share - 20)).toBeLessThanOrEqual(1);
    }
  });

  test('is the same for the same key, or the same user of it, whatever the request', () => {
    for (let index = 0; index < 200; index++) {
      const caller = { keyId: `key_${index}`, user: `user-${index}` };
      for (const stickyBy of ['key', 'user'] as const) {
        const route = withCanary({ sharePercent: 50, stickyBy });
        const [one, other] = ['req_1', 'req_2'].map((requestId) => chooseVersion({ route, requestId, ...caller }));
        expect(one?.because).toBe(other?.because);
      }
    }
  });

  test('stays the canary for all who met it when its share grows', () => {
    const [small, large] = [withCanary({ sharePercent: 10 }), withCanary({ sharePercent: 30 })];
    for (let index = 0; index < 2_000; index++) {
      const caller = { keyId: `key_${index}`, user: undefined, requestId: 'req_1' };
      if (chooseVersion({ route: small, ...caller }).because !== 'canary') continue;
      expect(chooseVersion({ route: large, ...caller }).because).toBe('canary');
    }
  });

  test('is another draw for the next canary: it does not always meet the same people', () => {
    const ofVersion = (version: number) => withCanary({ sharePercent: 10, route: buildRoute({ version }) });
    const met = (version: number) =>
      Array.from({ length: 2_000 }, (_, index) => {
        const caller = { keyId: `key_${index}`, user: undefined, requestId: 'req_1' };
        return chooseVersion({ route: ofVersion(version), ...caller }).because === 'canary';
      });
    const [second, third] = [met(2), met(3)];
    expect(second.filter((was, index) => was && third[index]).length).toBeLessThan(60);
  });
});

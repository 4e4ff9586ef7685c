import { describe, expect, test } from 'vitest';
import { buildDefinitions, buildRouteDefinition, buildRouteSpec } from '../../../tests/support/build-definitions.ts';
import type { RouteDraft } from '../../domain/release.ts';
import type { RoutePublication } from '../../domain/store.ts';
import { publishDraft } from './publish-draft.ts';

const ROUTE = buildRouteDefinition();
const DRAFT: RouteDraft = {
  spec: buildRouteSpec({ deadlineMs: 5_000 }),
  basedOnVersion: 1,
  updatedAtMs: 1,
  updatedBy: 'Ada',
};

function writesOf(draft: RouteDraft | undefined) {
  const published: RoutePublication[] = [];
  let dropped = 0;
  const writes = {
    read: async () => buildDefinitions({ routes: [ROUTE] }),
    readDraft: async () => draft,
    publishRoute: async (publication: RoutePublication) => published.push(publication) + 1,
    dropDraft: async () => void dropped++,
  };
  return { writes, published, dropped: () => dropped };
}

describe('publishing a draft', () => {
  test('makes it the next version, and the draft is gone', async () => {
    const { writes, published, dropped } = writesOf(DRAFT);
    const end = await publishDraft({ writes, routeId: ROUTE.id, nowMs: 7, note: 'faster' });
    expect(end).toEqual({ ok: true, version: 2 });
    expect(published).toEqual([{ routeId: ROUTE.id, spec: DRAFT.spec, publishedAtMs: 7, note: 'faster', live: true }]);
    expect(dropped()).toBe(1);
  });

  test('takes back nothing that somebody published meanwhile, unless that is meant', async () => {
    const stale = { ...DRAFT, basedOnVersion: undefined };
    const { writes, published } = writesOf(stale);
    const asked = { writes, routeId: ROUTE.id, nowMs: 7 };
    expect(await publishDraft(asked)).toEqual({ ok: false, why: 'published_since', publishedVersion: 1 });
    expect(published).toEqual([]);
    expect(await publishDraft({ ...asked, evenIfPublishedSince: true })).toEqual({ ok: true, version: 2 });
  });

  test('needs one', async () => {
    const { writes } = writesOf(undefined);
    expect(await publishDraft({ writes, routeId: ROUTE.id, nowMs: 7 })).toEqual({ ok: false, why: 'no_draft' });
  });
});

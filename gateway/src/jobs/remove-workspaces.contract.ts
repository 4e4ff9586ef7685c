import { expect, test } from 'vitest';
import {
  buildBudget,
  buildConnection,
  buildKey,
  buildRouteSpec,
  buildWorkspace,
} from '../../tests/support/build-definitions.ts';
import type { NewStorePlace } from '../../tests/support/on-every-database.ts';
import { readId } from '../domain/ids.ts';
import { removeWorkspaces } from './remove-workspaces.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const NOW_MS = 1_800_000_000_000;

/** The end of a workspace, on every database. */
export function describeRemoval({ newPlace }: { newPlace: NewStorePlace }): void {
  test('a workspace goes with all that it is made of, once its time has come, and its audit log stays', async () => {
    const store = await (await newPlace()).open();
    const going = buildWorkspace({ deleteAtMs: NOW_MS });
    const staying = buildWorkspace({ id: readId({ kind: 'ws', text: 'ws_2' }), name: 'staying' });
    const routeId = readId({ kind: 'route', text: 'route_1' });
    await store.write({
      actor: { kind: 'setup' },
      async work(writes) {
        await writes.saveWorkspace(going);
        await writes.saveWorkspace(staying);
        await writes.saveConnection(buildConnection());
        await writes.saveRoute({ id: routeId, workspaceId: going.id, name: 'r', owner: 'console', createdAtMs: 1 });
        await writes.publishRoute({ routeId, spec: buildRouteSpec(), publishedAtMs: 1 });
        await writes.saveKey(buildKey({ routeId }));
        await writes.saveBudget(buildBudget({ target: { scope: 'route', routeId } }));
        const personId = readId({ kind: 'usr', text: 'usr_1' });
        await writes.saveMember({ workspaceId: going.id, personId, role: 'owner', source: 'given', createdAtMs: 1 });
      },
    });
    expect(await store.workspacesToRemove({ nowMs: NOW_MS - 1 })).toEqual([]);
    expect(await store.workspacesToRemove({ nowMs: NOW_MS })).toEqual([going.id]);
    expect(await removeWorkspaces({ store, nowMs: NOW_MS - 1, log })).toBe(0);
    expect(await removeWorkspaces({ store, nowMs: NOW_MS, log })).toBe(1);
    const left = await store.readDefinitions();
    expect(left.workspaces.map(({ name }) => name)).toEqual(['staying']);
    expect([left.connections, left.routes, left.keys, left.budgets]).toEqual([[], [], [], []]);
    expect(await store.access.membersOf({ workspaceId: going.id })).toEqual([]);
    const [last] = await store.audit.list({ workspaceId: going.id, limit: 1 });
    expect(last).toMatchObject({ act: 'remove', actor: { kind: 'job', name: 'remove-workspaces' } });
    expect((await store.audit.verify()).brokenAtSeq).toBeUndefined();
  });
}

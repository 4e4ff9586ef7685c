import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildWorkspace } from '../../tests/support/build-definitions.ts';
import { createIdSource, readId } from '../domain/ids.ts';
import type { Person } from '../domain/people.ts';
import { openSqliteStore, type SqliteStore } from '../store/open-sqlite-store.ts';
import { openVault } from '../store/open-vault.ts';
import { peopleCallbacks } from './people-callbacks.ts';

const NOW = Date.parse('2026-05-14T12:00:00Z');
const ids = createIdSource({ now: () => NOW, randomBytes });
const vault = openVault({ masterKey: Buffer.alloc(32, 7) });
const [WS1, WS2] = [readId({ kind: 'ws', text: 'ws_1' }), readId({ kind: 'ws', text: 'ws_2' })];

let dataDir: string;
let store: SqliteStore;
let ada: Person;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-people-'));
  store = await openSqliteStore({ dataDir });
  await store.write({
    actor: { kind: 'setup' },
    work: async (writes) => {
      await writes.saveWorkspace(buildWorkspace({ id: WS1 }));
      await writes.saveWorkspace(buildWorkspace({ id: WS2, name: 'other' }));
    },
  });
  const id = ids.next('usr');
  const isInstallationAdmin = true;
  await store.people.add({
    id,
    email: 'ada@example.com',
    name: 'Ada',
    passwordHash: 'x',
    isInstallationAdmin,
    createdAtMs: NOW,
  });
  const person = await store.people.find(id);
  if (person === undefined) expect.fail('the person was not added');
  ada = person;
});
afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const callbacks = () => peopleCallbacks({ store, vault, clock: { now: () => NOW } });
const places = async () =>
  (await store.access.membershipsOf({ personId: ada.id })).map(({ workspaceId, role, source }) => [
    workspaceId,
    role,
    source,
  ]);

test('the first person owns the first workspace', async () => {
  await callbacks().onClaimed(ada);
  expect(await places()).toEqual([[WS1, 'owner', 'given']]);
});

test('groups give roles, change them and take them back; what somebody gave stays', async () => {
  await store.write({
    actor: { kind: 'setup' },
    work: (writes) =>
      writes.saveMember({ workspaceId: WS1, personId: ada.id, role: 'owner', source: 'given', createdAtMs: NOW }),
  });
  const tell = (grants: readonly { workspaceId: string; role: 'admin' | 'viewer' }[]) =>
    callbacks().onSignedInWithGroups({ person: ada, providerId: 'corp', groups: [], grants });
  await tell([
    { workspaceId: WS1, role: 'viewer' },
    { workspaceId: WS2, role: 'viewer' },
    { workspaceId: 'ws_deleted', role: 'admin' },
  ]);
  expect(await places()).toEqual([
    [WS1, 'owner', 'given'],
    [WS2, 'viewer', 'groups'],
  ]);
  await tell([{ workspaceId: WS2, role: 'admin' }]);
  expect(await places()).toContainEqual([WS2, 'admin', 'groups']);
  const before = (await store.audit.list({ limit: 99 })).length;
  await tell([{ workspaceId: WS2, role: 'admin' }]);
  expect(await store.audit.list({ limit: 99 })).toHaveLength(before);
  await tell([]);
  expect(await places()).toEqual([[WS1, 'owner', 'given']]);
});

test('an invitation is taken once, within its time, and is a place in its workspace', async () => {
  const invite = (token: string, expiresAtMs: number) =>
    store.write({
      actor: { kind: 'setup' },
      work: (writes) =>
        writes.saveInvitation({
          id: ids.next('inv'),
          workspaceId: WS2,
          email: 'ada@example.com',
          role: 'developer',
          digest: vault.digest(token),
          expiresAtMs,
          takenAtMs: undefined,
          createdAtMs: NOW,
        }),
    });
  await invite('good', NOW + 1);
  await invite('late', NOW);
  const { invitations } = callbacks();
  expect(await invitations.find({ token: 'late' })).toBeUndefined();
  expect(await invitations.find({ token: 'other' })).toBeUndefined();
  expect(await invitations.take({ token: 'late', person: ada })).toBe(false);
  expect(await invitations.find({ token: 'good' })).toEqual({ email: 'ada@example.com' });
  const taken = await Promise.all([1, 2, 3].map(() => invitations.take({ token: 'good', person: ada })));
  expect(taken.sort()).toEqual([false, false, true]);
  expect(await places()).toEqual([[WS2, 'developer', 'given']]);
  expect(await invitations.find({ token: 'good' })).toBeUndefined();
});

test('what people do stands in the audit log; who failed to sign in is not named as the one who acted', async () => {
  const from = { clientIp: '203.0.113.5', requestId: 'req_1' };
  const note = '/sign-in/email wrong_credentials';
  await callbacks().audit({ act: 'signed_in', actor: undefined, person: ada, from, note: undefined });
  await callbacks().audit({ act: 'sign_in_failed', actor: undefined, person: ada, from, note });
  await callbacks().audit({
    act: 'disabled',
    actor: { kind: 'operator' },
    person: ada,
    from: undefined,
    note: undefined,
  });
  const [disabled, failed, signedIn] = await store.audit.list({ limit: 3 });
  expect(signedIn).toMatchObject({
    actor: { kind: 'person', id: ada.id },
    object: { kind: 'person', id: ada.id },
    origin: from,
  });
  expect(failed).toMatchObject({ actor: { id: 'unknown' }, object: { id: ada.id }, after: JSON.stringify({ note }) });
  expect(disabled).toMatchObject({ actor: { kind: 'operator' }, object: { name: 'ada@example.com' } });
});

test('an identity provider that was set up stands in the audit log without its secret', async () => {
  const provider = {
    id: 'corp',
    name: 'Corp',
    issuer: 'https://id.example',
    clientId: 'c',
    scopes: [],
    groupsClaim: 'groups',
    groupRoles: [],
    domains: [],
    enforced: true,
    createsPeople: true,
    createdAtMs: NOW,
  };
  const by = { actor: { kind: 'operator' }, from: undefined, note: undefined, person: undefined } as const;
  await callbacks().audit({ ...by, act: 'sso_provider_saved', provider });
  const [saved] = await store.audit.list({ limit: 1 });
  expect(saved).toMatchObject({
    actor: { kind: 'operator' },
    object: { kind: 'sso_provider', id: 'corp', name: 'Corp' },
  });
  expect(JSON.parse(saved?.after ?? '')).toEqual(provider);
});

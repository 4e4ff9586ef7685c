import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildKey, buildWorkspace } from '../../tests/support/build-definitions.ts';
import type { KeyDefinition } from '../domain/definitions.ts';
import { readId } from '../domain/ids.ts';
import type { DefinitionWrites } from '../domain/store.ts';
import { sweepIdeTokens } from '../jobs/sweep-ide-tokens.ts';
import { openSqliteStore, type SqliteStore } from './open-sqlite-store.ts';

const DAY_MS = 86_400_000;
const PARENT = readId({ kind: 'key', text: 'key_parent' });
const [ADA, BOB] = [readId({ kind: 'usr', text: 'usr_1' }), readId({ kind: 'usr', text: 'usr_2' })];
const WORKSPACE = readId({ kind: 'ws', text: 'ws_1' });

let dataDir: string;
let store: SqliteStore;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-ide-tokens-'));
  store = await openSqliteStore({ dataDir });
  await write(async (writes) => {
    await writes.saveWorkspace(buildWorkspace());
    await writes.saveKey(key({ id: PARENT, name: 'parent' }));
    await writes.saveKey(key({ name: 'child', kind: 'ide', parentKeyId: PARENT, expiresAtMs: 5_000 }));
    await writes.saveKey(key({ name: 'own', kind: 'ide', personId: ADA, expiresAtMs: 5_000 }));
    await writes.saveKey(key({ name: 'others', kind: 'ide', personId: BOB, expiresAtMs: 40 * DAY_MS }));
    const member = { workspaceId: WORKSPACE, role: 'developer', source: 'given', createdAtMs: 1 } as const;
    for (const personId of [ADA, BOB]) await writes.saveMember({ ...member, personId });
  });
});

afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function key(changes: Partial<KeyDefinition>): KeyDefinition {
  const digest = `digest of ${changes.name}`;
  const secret = { digest, display: 'lkia_…', createdAtMs: 1, rotatedOutAtMs: undefined };
  return buildKey({ routeId: undefined, owner: 'console', secrets: [secret], ...changes });
}

function write(work: (writes: DefinitionWrites) => Promise<void>): Promise<void> {
  return store.write({ actor: { kind: 'setup' }, work });
}

async function revoked(): Promise<string[]> {
  const { keys } = await store.readDefinitions();
  return keys.filter(({ revokedAtMs }) => revokedAtMs !== undefined).map(({ name }) => name);
}

test('whoever revokes a key, by whichever way, revokes the tokens that were made from it, and it is in the log', async () => {
  await write((writes) => writes.saveKey(key({ id: PARENT, name: 'parent', revokedAtMs: 9 })));
  expect((await revoked()).toSorted()).toEqual(['child', 'parent']);
  const log = await store.audit.list({ act: 'revoke', limit: 9 });
  expect(log.map(({ object }) => object.name).toSorted()).toEqual(['child', 'parent']);
  expect((await store.events.list({ type: 'key.revoked', limit: 9 })).length).toBe(2);
});

test('a token that its key leaves behind is refused', async () => {
  await write((writes) => writes.removeKey(PARENT));
  expect(await revoked()).toEqual(['child']);
});

test('the tokens that somebody made for themselves end when they leave the workspace', async () => {
  await write((writes) => writes.removeMember({ workspaceId: WORKSPACE, personId: ADA }));
  expect(await revoked()).toEqual(['own']);
});

test('tokens that ended a month ago are removed, unless they count in a budget that never starts anew', async () => {
  const names = async () => (await store.readDefinitions()).keys.map(({ name }) => name).toSorted();
  expect(await sweepIdeTokens({ store, nowMs: 20 * DAY_MS })).toBe(0);
  await write((writes) => writes.saveKey(key({ id: PARENT, name: 'parent', budget: { nanoUsd: 1, window: 'total' } })));
  expect(await sweepIdeTokens({ store, nowMs: 35 * DAY_MS })).toBe(1);
  expect(await names()).toEqual(['child', 'others', 'parent']);
  await write((writes) => writes.saveKey(key({ id: PARENT, name: 'parent' })));
  expect(await sweepIdeTokens({ store, nowMs: 35 * DAY_MS })).toBe(1);
  expect(await names()).toEqual(['others', 'parent']);
});

import { describe, expect, test } from 'vitest';
import { buildConnection, buildKey, buildWorkspace } from '../../tests/support/build-definitions.ts';
import type { NewStorePlace } from '../../tests/support/on-every-database.ts';
import { readId } from '../domain/ids.ts';
import type { Store } from '../domain/store.ts';

const ADA = { kind: 'person', id: 'usr_1', name: 'ada@example.com' } as const;
const ORIGIN = { clientIp: '203.0.113.7', requestId: 'req_1' };
const WORKSPACE = buildWorkspace();

async function withWorkspace(store: Store): Promise<Store> {
  await store.write({ actor: ADA, origin: ORIGIN, work: (writes) => writes.saveWorkspace(WORKSPACE) });
  return store;
}

/** The audit log, as every store keeps it. */
export function describeAuditLog({ newPlace }: { newPlace: NewStorePlace }): void {
  describe('the audit log', () => {
    test('says who changed what, from where, and what was there before and after', async () => {
      const store = await withWorkspace(await (await newPlace()).open());
      const saved = { ...WORKSPACE, suspended: true };
      await store.write({ actor: { kind: 'command_line' }, work: (writes) => writes.saveWorkspace(saved) });
      const [second, first] = await store.audit.list({ limit: 10 });
      expect(first).toMatchObject({
        id: 'aud_1',
        actor: ADA,
        origin: ORIGIN,
        act: 'create',
        object: { kind: 'workspace', id: WORKSPACE.id, name: WORKSPACE.name },
        workspaceId: WORKSPACE.id,
        before: undefined,
      });
      expect(second).toMatchObject({ id: 'aud_2', actor: { kind: 'command_line' }, origin: undefined, act: 'suspend' });
      expect(JSON.parse(second?.before ?? '')).toMatchObject({ suspended: false });
      expect(JSON.parse(second?.after ?? '')).toMatchObject({ suspended: true });
    });

    test('has no row for what changed nothing, nor for what was taken back', async () => {
      const store = await withWorkspace(await (await newPlace()).open());
      await store.write({ actor: ADA, work: (writes) => writes.saveWorkspace(WORKSPACE) });
      const failing = store.write({
        actor: ADA,
        work: async (writes) => {
          await writes.saveWorkspace({ ...WORKSPACE, name: 'other' });
          throw new Error('no');
        },
      });
      await expect(failing).rejects.toThrow('no');
      expect(await store.audit.list({ limit: 10 })).toHaveLength(1);
    });

    test('holds no secret, sealed or digested', async () => {
      const store = await withWorkspace(await (await newPlace()).open());
      const connection = buildConnection({ sealedCredential: 'v1.SEALED', headers: { 'x-proxy': 'HEADER-SECRET' } });
      const key = buildKey({ routeId: undefined });
      await store.write({
        actor: ADA,
        work: async (writes) => {
          await writes.saveConnection(connection);
          await writes.saveKey(key);
        },
      });
      const text = JSON.stringify(await store.audit.list({ limit: 10 }));
      expect(text).toContain(connection.name);
      expect(text).toContain('x-proxy');
      for (const secret of ['v1.SEALED', 'HEADER-SECRET', ...key.secrets.map(({ digest }) => `"${digest}"`)]) {
        expect(text).not.toContain(secret);
      }
    });

    test('names the act where that says more: a key that is revoked', async () => {
      const store = await withWorkspace(await (await newPlace()).open());
      const key = buildKey({ routeId: undefined });
      await store.write({ actor: ADA, work: (writes) => writes.saveKey(key) });
      await store.write({ actor: ADA, work: (writes) => writes.saveKey({ ...key, revokedAtMs: 7 }) });
      await store.write({ actor: ADA, work: (writes) => writes.removeKey(key.id) });
      const entries = await store.audit.list({ objectKind: 'key', limit: 10 });
      expect(entries.map(({ act }) => act)).toEqual(['remove', 'revoke', 'create']);
    });

    test('is one chain, whoever writes at the same time', async () => {
      const place = await newPlace();
      const stores = [await withWorkspace(await place.open()), await place.open()];
      const names = Array.from({ length: 12 }, (_, index) => `name-${index}`);
      await Promise.all(
        names.map((name, index) =>
          stores[index % 2]?.write({ actor: ADA, work: (writes) => writes.saveWorkspace({ ...WORKSPACE, name }) }),
        ),
      );
      await stores[0]?.audit.append([
        {
          atMs: 1,
          actor: ADA,
          origin: ORIGIN,
          workspaceId: undefined,
          act: 'signed_in',
          object: { kind: 'person', id: 'usr_1', name: 'ada@example.com' },
          before: undefined,
          after: undefined,
        },
      ]);
      const verdict = await stores[1]?.audit.verify();
      expect(verdict).toEqual({ entries: 14, head: expect.stringMatching(/^[0-9a-f]{64}$/), brokenAtSeq: undefined });
    });

    test('is filtered, and paged without a gap', async () => {
      const store = await withWorkspace(await (await newPlace()).open());
      const other = buildWorkspace({ id: readId({ kind: 'ws', text: 'ws_2' }), name: 'other' });
      await store.write({ actor: { kind: 'job', name: 'x' }, work: (writes) => writes.saveWorkspace(other) });
      const own = await store.audit.list({ workspaceId: WORKSPACE.id, limit: 10 });
      expect(own.map(({ seq }) => seq)).toEqual([1]);
      expect((await store.audit.list({ actorId: 'usr_1', limit: 10 })).map(({ seq }) => seq)).toEqual([1]);
      expect((await store.audit.list({ limit: 1 })).map(({ seq }) => seq)).toEqual([2]);
      expect((await store.audit.list({ limit: 1, beforeSeq: 2 })).map(({ seq }) => seq)).toEqual([1]);
    });

    test('cannot be changed, and whoever does it past the database’s refusal is found out', async () => {
      const place = await newPlace();
      const store = await withWorkspace(await place.open());
      await store.write({ actor: ADA, work: (writes) => writes.saveWorkspace({ ...WORKSPACE, suspended: true }) });
      await expect(place.execute("update audit_log set actor_name = 'bob'")).rejects.toThrow(/append-only/);
      await expect(place.execute('delete from audit_log where seq = 1')).rejects.toThrow(/append-only/);
      expect((await store.audit.verify()).brokenAtSeq).toBeUndefined();
    });

    test('a row that was slipped in breaks the chain', async () => {
      const place = await newPlace();
      const store = await withWorkspace(await place.open());
      await place.execute(
        `insert into audit_log (seq, at_ms, actor_kind, act, object_kind, object_id, object_name, hash)
         values (2, 1, 'operator', 'create', 'key', 'key_9', 'x', '${'0'.repeat(64)}')`,
      );
      expect((await store.audit.verify()).brokenAtSeq).toBe(2);
    });
  });
}

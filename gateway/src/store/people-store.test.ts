import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type NewStorePlace, onEveryDatabase } from '../../tests/support/on-every-database.ts';
import { createIdSource } from '../domain/ids.ts';
import type { IdentityCondition, NewPerson } from '../domain/people-store.ts';

const ids = createIdSource({ now: Date.now, randomBytes });
const NOW = 1_790_000_000_000;

function somebody(changed: Partial<NewPerson> = {}): NewPerson {
  const id = ids.next('usr');
  return {
    id,
    email: `${id}@example.com`,
    name: 'Somebody',
    passwordHash: 'scrypt$4$8$1$c2FsdA$aGFzaA',
    isInstallationAdmin: false,
    createdAtMs: NOW,
    ...changed,
  };
}

const isEq = (column: string, value: IdentityCondition['value']): IdentityCondition => ({
  column,
  operator: 'eq',
  value,
  connector: 'AND',
});

function verification(id: string, changed: Readonly<Record<string, string | number | null>> = {}) {
  const moments = { expires_at_ms: NOW + 1_000, created_at_ms: NOW, updated_at_ms: NOW };
  return { id, identifier: `of-${id}`, value: 'x', ...moments, ...changed };
}

function describePeople({ newPlace }: { newPlace: NewStorePlace }): void {
  describe('people', () => {
    test('of several processes that claim an installation at once, one does', async () => {
      const place = await newPlace();
      const stores = await Promise.all([place.open(), place.open(), place.open()]);
      const claims = stores.flatMap(({ people }) => [people.claim(somebody()), people.claim(somebody())]);
      const claimed = await Promise.all(claims);
      expect(claimed.filter(Boolean)).toHaveLength(1);
      expect(await stores[0]?.people.list({ limit: 10 })).toHaveLength(1);
    });

    test('are listed page by page in the order of their ids, and found by address in any case', async () => {
      const { people } = await (await newPlace()).open();
      const all = Array.from({ length: 5 }, () => somebody());
      for (const person of all) expect(await people.add(person)).toBe(true);
      const first = await people.list({ limit: 2 });
      const rest = await people.list({ limit: 10, afterId: first.at(-1)?.id });
      expect([...first, ...rest].map(({ id }) => id)).toEqual(all.map(({ id }) => id).sort());
      const [somebodyElse] = all;
      expect(await people.findByEmail(somebodyElse?.email.toUpperCase() ?? '')).toMatchObject({ id: somebodyElse?.id });
      expect(await people.find(ids.next('usr'))).toBeUndefined();
    });

    test('never have the same address', async () => {
      const { people } = await (await newPlace()).open();
      expect(await people.add(somebody({ email: 'ada@example.com' }))).toBe(true);
      expect(await people.add(somebody({ email: 'ADA@example.com' }))).toBe(false);
      expect(await people.list({ limit: 10 })).toHaveLength(1);
    });

    test('go with everything of theirs', async () => {
      const { people } = await (await newPlace()).open();
      const person = somebody();
      await people.add(person);
      await addSession({ people, personId: person.id, token: 'a' });
      await people.remove(person.id);
      expect(await people.rows.count({ table: 'session', where: [] })).toBe(0);
      expect(await people.rows.count({ table: 'account', where: [] })).toBe(0);
    });

    test('always have an administrator left, also where two are disabled at once by two processes', async () => {
      const place = await newPlace();
      const [here, there] = [await place.open(), await place.open()];
      const [ada, bob] = [somebody({ isInstallationAdmin: true }), somebody({ isInstallationAdmin: true })];
      for (const person of [ada, bob]) await here.people.add(person);
      const disable = (personId: NewPerson['id']) => ({ personId, flag: 'disabled', on: true, nowMs: NOW }) as const;
      const done = await Promise.all([here.people.setFlag(disable(ada.id)), there.people.setFlag(disable(bob.id))]);
      expect(done.sort()).toEqual(['done', 'last_admin']);
      expect(await here.people.setFlag(disable(ids.next('usr')))).toBe('not_found');
      expect((await here.people.list({ limit: 9 })).filter(({ disabled }) => disabled)).toHaveLength(1);
    });

    test('lose their sessions with a flag, and only theirs', async () => {
      const { people } = await (await newPlace()).open();
      const [ada, bob] = [somebody({ isInstallationAdmin: true }), somebody()];
      for (const person of [ada, bob]) await people.add(person);
      for (const [token, { id }] of [
        ['a', ada],
        ['b', bob],
        ['c', bob],
      ] as const) {
        await addSession({ people, personId: id, token });
      }
      await people.setFlag({ personId: bob.id, flag: 'disabled', on: true, nowMs: NOW });
      const sessionsOf = (personId: NewPerson['id']) => people.sessionsOf({ personId, usedSinceMs: 0, nowMs: NOW });
      expect(await sessionsOf(bob.id)).toEqual([]);
      expect(await sessionsOf(ada.id)).toMatchObject([{ clientIp: '127.0.0.1', lastUsedAtMs: NOW }]);
      expect(await people.find(bob.id)).toMatchObject({ disabled: true });
    });

    test('a link for a new password takes the place of the one before', async () => {
      const { people } = await (await newPlace()).open();
      const person = somebody();
      await people.add(person);
      for (const digest of ['first', 'second']) {
        await people.addResetToken({ personId: person.id, digest, expiresAtMs: NOW + 1, nowMs: NOW });
      }
      const rows = await people.rows.select({ table: 'verification', where: [], limit: 10 });
      expect(rows).toMatchObject([{ identifier: 'second', value: person.id }]);
    });

    test('what is over is forgotten', async () => {
      const { people } = await (await newPlace()).open();
      const person = somebody();
      await people.add(person);
      await addSession({ people, personId: person.id, token: 'a' });
      await people.rows.insert({ table: 'verification', row: verification('v1') });
      const keepAll = { nowMs: NOW, sessionsUnusedSinceMs: NOW };
      expect(await people.forgetExpired(keepAll)).toBe(0);
      expect(await people.forgetExpired({ nowMs: NOW + 2_000, sessionsUnusedSinceMs: NOW + 1 })).toBe(2);
    });

    test('identity providers are kept as they were written, and go with the links to them', async () => {
      const { people } = await (await newPlace()).open();
      const provider = {
        id: 'corp',
        name: 'Corp',
        issuer: 'https://id.example',
        clientId: 'c',
        sealedSecret: 'v1.x',
        scopes: ['groups'],
        groupsClaim: 'groups',
        groupRoles: [{ group: 'g', workspaceId: 'ws_1', role: 'admin' }],
        domains: ['corp.example'],
        enforced: true,
        createsPeople: false,
        createdAtMs: NOW,
      } as const;
      await people.saveSsoProvider(provider);
      const renamed = { ...provider, name: 'Corporation', createdAtMs: NOW + 1 };
      await people.saveSsoProvider(renamed);
      expect(await people.ssoProviders()).toEqual([{ ...renamed, createdAtMs: NOW }]);
      await people.removeSsoProvider('corp');
      expect(await people.ssoProviders()).toEqual([]);
    });
  });

  describe('rows of identity', () => {
    test('of several that take a row at once, one gets it', async () => {
      const place = await newPlace();
      const stores = await Promise.all([place.open(), place.open()]);
      await stores[0]?.people.rows.insert({ table: 'verification', row: verification('v1') });
      const where = [isEq('identifier', 'of-v1')];
      const takes = stores.flatMap(({ people: { rows } }) =>
        [1, 2, 3].map(() => rows.take({ table: 'verification', where })),
      );
      const taken = (await Promise.all(takes)).filter((row) => row !== undefined);
      expect(taken).toMatchObject([{ id: 'v1', value: 'x', expires_at_ms: NOW + 1_000 }]);
    });

    test('counting up at once loses nothing, and stops where the condition ends', async () => {
      const { people } = await (await newPlace()).open();
      const person = somebody();
      await people.add(person);
      const row = { id: 't1', user_id: person.id, secret: 's', backup_codes: 'b', failed_verification_count: null };
      await people.rows.insert({ table: 'twoFactor', row });
      const up = { table: 'twoFactor', set: {}, add: { failed_verification_count: 1 } } as const;
      await Promise.all(Array.from({ length: 10 }, () => people.rows.updateOne({ ...up, where: [isEq('id', 't1')] })));
      const under = { column: 'failed_verification_count', operator: 'lt', value: 10, connector: 'AND' } as const;
      expect(await people.rows.updateOne({ ...up, where: [isEq('id', 't1'), under] })).toBeUndefined();
      expect(await people.rows.select({ table: 'twoFactor', where: [], limit: 1 })).toMatchObject([
        { failed_verification_count: 10 },
      ]);
    });

    test('are chosen by every kind of condition', async () => {
      const { rows } = (await (await newPlace()).open()).people;
      for (const [place, id] of ['a_1', 'a%2', 'b_3'].entries()) {
        await rows.insert({ table: 'verification', row: verification(id, { created_at_ms: NOW + place }) });
      }
      const found = async (...where: readonly Partial<IdentityCondition>[]) => {
        const conditions = where.map((one) => ({ ...isEq('id', ''), ...one }));
        const sortBy = { column: 'created_at_ms', direction: 'desc' } as const;
        const chosen = await rows.select({ table: 'verification', where: conditions, limit: 10, sortBy });
        return chosen.map(({ id }) => id);
      };
      expect(await found()).toEqual(['b_3', 'a%2', 'a_1']);
      expect(await found({ operator: 'in', value: ['a_1', 'b_3'] })).toEqual(['b_3', 'a_1']);
      expect(await found({ operator: 'in', value: [] })).toEqual([]);
      expect(await found({ operator: 'not_in', value: ['a_1'] })).toEqual(['b_3', 'a%2']);
      expect(await found({ operator: 'starts_with', value: 'a_' })).toEqual(['a_1']);
      expect(await found({ operator: 'contains', value: '%' })).toEqual(['a%2']);
      expect(await found({ operator: 'ends_with', value: '3' })).toEqual(['b_3']);
      expect(await found({ operator: 'ne', value: 'a_1' })).toEqual(['b_3', 'a%2']);
      expect(await found({ column: 'created_at_ms', operator: 'gte', value: NOW + 1 })).toEqual(['b_3', 'a%2']);
      expect(await found({ column: 'identifier', operator: 'ne', value: null })).toHaveLength(3);
      const either = [
        { value: 'a_1', connector: 'OR' },
        { value: 'b_3', connector: 'OR' },
      ] as const;
      expect(await found(...either)).toEqual(['b_3', 'a_1']);
      expect(await found({ column: 'created_at_ms', operator: 'lt', value: NOW + 1 }, ...either)).toEqual(['a_1']);
    });

    test.each(["' or '1'='1", 'x"; drop table people; --', '%', '\\'])('%s is only ever a value', async (text) => {
      const { rows } = (await (await newPlace()).open()).people;
      await rows.insert({ table: 'verification', row: verification('v1') });
      for (const operator of ['eq', 'contains', 'starts_with'] as const) {
        const where = [{ ...isEq('identifier', text), operator }];
        expect(await rows.select({ table: 'verification', where, limit: 1 })).toEqual([]);
        expect(await rows.delete({ table: 'verification', where })).toBe(0);
      }
      const [kept] = await rows.select({ table: 'verification', where: [], limit: 9 });
      expect(kept).toMatchObject({ id: 'v1' });
      expect(await rows.update({ table: 'verification', where: [isEq('id', 'v1')], set: { value: text } })).toBe(1);
      expect(await rows.select({ table: 'verification', where: [], limit: 9 })).toMatchObject([{ value: text }]);
    });
  });
}

async function addSession({
  people,
  personId,
  token,
}: {
  readonly people: Awaited<ReturnType<Awaited<ReturnType<NewStorePlace>>['open']>>['people'];
  readonly personId: string;
  readonly token: string;
}): Promise<void> {
  const moments = { expires_at_ms: NOW + 86_400_000, created_at_ms: NOW, updated_at_ms: NOW };
  const row = { id: ids.next('ses'), user_id: personId, token, ip_address: '127.0.0.1', user_agent: null, ...moments };
  await people.rows.insert({ table: 'session', row });
}

onEveryDatabase(describePeople);

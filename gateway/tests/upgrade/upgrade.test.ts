import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ALL_MIGRATIONS } from '../../src/store/migrations/all-migrations.ts';
import { type NewStorePlace, onEveryDatabase } from '../support/on-every-database.ts';

/** The last step of the schema that the release before had. */
const LAST_STEP = '0009-margins';
/** What a gateway of that release wrote: from a file with something of everything, and six requests. */
const ROWS = join(import.meta.dirname, 'rows-of-0009-margins.json');

const cellSchema = z.union([z.string(), z.number(), z.null(), z.strictObject({ base64: z.string() })]);
const rowsSchema = z.record(z.string(), z.array(z.record(z.string(), cellSchema)));

type Cell = z.infer<typeof cellSchema>;

function sqlOf({ cell, database }: { readonly cell: Cell; readonly database: 'sqlite' | 'postgres' }): string {
  if (cell === null) return 'null';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'string') return `'${cell.replaceAll("'", "''")}'`;
  const hex = Buffer.from(cell.base64, 'base64').toString('hex');
  return database === 'sqlite' ? `x'${hex}'` : `'\\x${hex}'`;
}

function insertsOf(database: 'sqlite' | 'postgres'): string[] {
  const tables = rowsSchema.parse(JSON.parse(readFileSync(ROWS, 'utf8')));
  return Object.entries(tables).flatMap(([table, rows]) =>
    rows.map((row) => {
      const columns = Object.keys(row).map((name) => `"${name}"`);
      const values = Object.values(row).map((cell) => sqlOf({ cell, database }));
      // The counters are made by the steps themselves.
      const onConflict = table === 'counters' ? 'on conflict (name) do update set value = excluded.value' : '';
      const overriding = database === 'postgres' && 'seq' in row ? 'overriding system value' : '';
      return `insert into "${table}" (${columns.join(', ')}) ${overriding} values (${values.join(', ')}) ${onConflict}`;
    }),
  );
}

function describeUpgrade({
  newPlace,
  database,
}: {
  readonly newPlace: NewStorePlace;
  readonly database: 'sqlite' | 'postgres';
}): void {
  describe('a database of the release before', () => {
    test('is brought up to date with everything that is in it', async () => {
      const place = await newPlace();
      const steps = ALL_MIGRATIONS.filter(({ name }) => name <= LAST_STEP);
      expect(steps.at(-1)?.name).toBe(LAST_STEP);
      const before = await place.open({ migrations: steps });
      for (const sql of insertsOf(database)) await place.execute(sql);
      await before.close();
      const store = await place.open();
      const definitions = await store.readDefinitions();
      expect(definitions.workspaces).toMatchObject([{ name: 'acme', planName: 'pro', fileCredits: { version: 1 } }]);
      expect(definitions.connections.map(({ name }) => name).sort()).toEqual(['house', 'sandbox']);
      expect(definitions.routes).toMatchObject([{ name: 'default', published: { version: 1 }, canary: undefined }]);
      expect(definitions.routes[0]?.published?.spec).toMatchObject({ strategy: 'in_order', stickyBy: 'none' });
      const keys = definitions.keys.toSorted((one, other) => (one.name < other.name ? -1 : 1));
      expect(keys).toMatchObject([{ name: 'backend', tags: ['shop'] }, { name: 'tests' }]);
      expect(definitions.budgets).toHaveLength(1);
      expect(definitions.webhooks).toHaveLength(1);
      const requests = await store.listRequests({ limit: 100 });
      expect(requests).toHaveLength(6);
      expect(requests.filter(({ attempts }) => attempts.length === 2)).toHaveLength(3);
      expect(await store.ledger.verify()).toEqual([]);
      expect((await store.audit.verify()).brokenAtSeq).toBeUndefined();
      expect(await store.routes.versions({ routeId: definitions.routes[0]?.id ?? missing(), limit: 5 })).toHaveLength(
        1,
      );
    });

    test('that a newer release has widened since is still served by this one, and only then', async () => {
      const place = await newPlace();
      const store = await place.open();
      await place.execute("insert into schema_migrations (name, applied_at_ms) values ('9999-later', 1)");
      const beside = await place.open();
      expect(await beside.definitionsVersion()).toBe(await store.definitionsVersion());
      await place.execute("update settings set value = '9999-later' where name = 'schema.readable_since'");
      await expect(place.open()).rejects.toThrow(/newer LatentKit \(schema step 9999-later\)/);
    });
  });
}

function missing(): never {
  throw new Error('no route');
}

onEveryDatabase(describeUpgrade);

import { setImmediate as nextTurn } from 'node:timers/promises';
import { CompiledQuery, type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database } from './database-schema.ts';

/** Rows in one statement. More would save little more, and make each statement long. */
const ROWS_AT_ONCE = 16;

type Value = string | number | null;

/** How the value of each column is made from an item. One table, since two lists could drift apart. */
export type RowReaders<Table, Item> = { readonly [Column in keyof Table]: (item: Item) => Table[Column] };

export interface BulkInsert<Item> {
  /** Inserts every item whose key is not there yet. Gives back the keys of these, where the statement returns them. */
  insert(run: {
    readonly transaction: Transaction<Database>;
    readonly items: readonly Item[];
  }): Promise<ReadonlySet<string>>;
}

/**
 * An INSERT for many rows whose SQL is made once: a query builder that runs for every row would cost more than the
 * database does.
 */
export function createBulkInsert<Item>(from: {
  readonly database: Kysely<Database>;
  readonly table: keyof Database;
  readonly columns: Readonly<Record<string, (item: Item) => Value>>;
  /** What is done with an item whose key is there, and what is returned. By default nothing. */
  readonly ending?: RawBuilder<{ readonly id: string }>;
}): BulkInsert<Item> {
  const names = Object.keys(from.columns);
  const readers = Object.values(from.columns);
  const statements = new Map<number, string>();
  const statementFor = (rows: number): string => {
    const known = statements.get(rows);
    if (known !== undefined) return known;
    const { database, table, ending = DO_NOTHING } = from;
    const statement = compileInsert({ database, table, names, rows, ending });
    statements.set(rows, statement);
    return statement;
  };
  return {
    async insert({ transaction, items }) {
      const inserted = new Set<string>();
      let at = 0;
      while (at < items.length) {
        // Two sizes only, so that a database that keeps prepared statements keeps two of them.
        const rows = items.length - at >= ROWS_AT_ONCE ? ROWS_AT_ONCE : 1;
        const parameters: Value[] = [];
        for (const item of items.slice(at, at + rows)) for (const read of readers) parameters.push(read(item));
        const result = await transaction.executeQuery<{ readonly id: string }>(
          CompiledQuery.raw(statementFor(rows), parameters),
        );
        for (const { id } of result.rows) inserted.add(id);
        at += rows;
        // SQLite works on this very thread: requests get their turn between two statements.
        if (at < items.length) await nextTurn();
      }
      return inserted;
    },
  };
}

const DO_NOTHING = sql<never>`on conflict do nothing`;
/** For a table whose key is called `id`. */
export const RETURN_WHAT_IS_NEW = sql<{ readonly id: string }>`on conflict do nothing returning id`;

function compileInsert(of: {
  readonly database: Kysely<Database>;
  readonly table: string;
  readonly names: readonly string[];
  readonly rows: number;
  readonly ending: RawBuilder<unknown>;
}): string {
  const row = sql`(${sql.join(of.names.map(() => sql`${null}`))})`;
  const query = sql`insert into ${sql.table(of.table)} (${sql.join(of.names.map((name) => sql.ref(name)))})
    values ${sql.join(Array.from({ length: of.rows }, () => row))} ${of.ending}`;
  return query.compile(of.database).sql;
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CompiledQuery, type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database } from './database-schema.ts';
import type { StatementTraits } from './statement-traits.ts';

/**
 * Rows in one statement: as many of the largest as there are, then of the next. Few sizes, so that a database that keeps
 * prepared statements keeps few of them.
 */
const ROWS_AT_ONCE = [64, 16, 4, 1] as const;
/** So many rows, about a millisecond of work, go in without a break. */
const ROWS_IN_A_TURN = 64;

type Value = string | number | null;

/** How the value of each column is made from an item. One table, since two lists could drift apart. */
export type RowReaders<Table, Item> = { readonly [Column in keyof Table]: (item: Item) => Table[Column] };

interface InsertRun<Item> {
  readonly transaction: Transaction<Database>;
  readonly items: readonly Item[];
}

export interface BulkInsert<Item> {
  /** Inserts every item whose key is not there yet; or does with it what the table's `onConflict` says. */
  insert(run: InsertRun<Item>): Promise<void>;
  /** @throws KeyIsThere where an item's key is there: the transaction is of no use then */
  insertNew(run: InsertRun<Item>): Promise<void>;
  /** Inserts every item whose `id` is not there yet, and tells which. Takes longer than to expect that all are new. */
  insertMissing(run: InsertRun<Item>): Promise<ReadonlySet<string>>;
}

export class KeyIsThere extends Error {
  override readonly name = 'KeyIsThere';
}

/**
 * An INSERT for many rows whose SQL is made once: a query builder that runs for every row would cost more than the
 * database does.
 */
export function createBulkInsert<Item>(from: {
  readonly database: Kysely<Database>;
  readonly traits: StatementTraits;
  readonly table: keyof Database;
  readonly columns: Columns<Item>;
  /** Columns that are null in most rows, and by default. Those rows go in first, by a statement without them. */
  readonly seldom?: readonly string[];
  readonly onConflict?: RawBuilder<unknown>;
}): BulkInsert<Item> {
  const { database, traits, table, columns, seldom = [], onConflict = DO_NOTHING } = from;
  const isSeldom = ([name]: readonly [string, unknown]) => seldom.includes(name);
  const rest = Object.entries(columns).filter((column) => !isSeldom(column));
  const seldomReaders = Object.entries(columns)
    .filter(isSeldom)
    .map(([, read]) => read);
  const shapesFor = (ending: RawBuilder<unknown>): Shapes<Item> => ({
    plain: createShape({ database, table, columns: Object.fromEntries(rest), ending }),
    whole: createShape({ database, table, columns, ending }),
    givesTurns: traits.givesTurns,
    isPlain: (item) => seldomReaders.every((read) => read(item) === null),
  });
  const quiet = shapesFor(onConflict);
  const telling = shapesFor(sql`${onConflict} returning id`);
  return {
    insert: async (run) => {
      await insertAll({ ...run, shapes: quiet });
    },
    insertNew: async (run) => {
      const { count } = await insertAll({ ...run, shapes: quiet });
      if (count !== run.items.length) throw new KeyIsThere(`a row of ${table} is there already`);
    },
    insertMissing: async (run) => (await insertAll({ ...run, shapes: telling })).ids,
  };
}

const DO_NOTHING = sql`on conflict do nothing`;

type Columns<Item> = Readonly<Record<string, (item: Item) => Value>>;

/** Statements with the same columns, and what they are filled from. */
interface Shape<Item> {
  readonly readers: readonly ((item: Item) => Value)[];
  readonly statementFor: (rows: number) => CompiledQuery;
}

interface Shapes<Item> {
  readonly plain: Shape<Item>;
  readonly whole: Shape<Item>;
  readonly isPlain: (item: Item) => boolean;
  readonly givesTurns: boolean;
}

interface Inserted {
  readonly count: number;
  /** Where the statement returns them. */
  readonly ids: ReadonlySet<string>;
}

async function insertAll<Item>(run: InsertRun<Item> & { readonly shapes: Shapes<Item> }): Promise<Inserted> {
  const { items, shapes, ...rest } = run;
  const { givesTurns } = shapes;
  const plain = items.filter(shapes.isPlain);
  const others = plain.length === items.length ? [] : items.filter((item) => !shapes.isPlain(item));
  const first = await insertShape({ ...rest, givesTurns, items: plain, shape: shapes.plain });
  if (others.length === 0) return first;
  const second = await insertShape({ ...rest, givesTurns, items: others, shape: shapes.whole });
  return { count: first.count + second.count, ids: new Set([...first.ids, ...second.ids]) };
}

async function insertShape<Item>(
  run: InsertRun<Item> & { readonly shape: Shape<Item>; readonly givesTurns: boolean },
): Promise<Inserted> {
  const { transaction, items, shape, givesTurns } = run;
  const ids = new Set<string>();
  let count = 0;
  let at = 0;
  let turnEnds = ROWS_IN_A_TURN;
  while (at < items.length) {
    const rows = ROWS_AT_ONCE.find((size) => size <= items.length - at) ?? 1;
    const parameters = readRows({ items: items.slice(at, at + rows), readers: shape.readers });
    // Not by Kysely's own hand: it would freeze the parameters, which takes longer than the database does.
    const result = await transaction.executeQuery<{ readonly id: string }>({ ...shape.statementFor(rows), parameters });
    count += Number(result.numAffectedRows ?? result.rows.length);
    for (const { id } of result.rows) ids.add(id);
    at += rows;
    if (givesTurns && at >= turnEnds && at < items.length) {
      await nextTurn();
      turnEnds = at + ROWS_IN_A_TURN;
    }
  }
  return { count, ids };
}

/** As long as it will be from the beginning: one that grows is copied again and again. */
function readRows<Item>({
  items,
  readers,
}: {
  readonly items: readonly Item[];
  readonly readers: Shape<Item>['readers'];
}): readonly Value[] {
  const values = new Array<Value>(items.length * readers.length);
  let place = 0;
  for (const item of items) for (const read of readers) values[place++] = read(item);
  return values;
}

function createShape<Item>(of: {
  readonly database: Kysely<Database>;
  readonly table: string;
  readonly columns: Columns<Item>;
  readonly ending: RawBuilder<unknown>;
}): Shape<Item> {
  const names = Object.keys(of.columns);
  const row = sql`(${sql.join(names.map(() => sql`${null}`))})`;
  const statements = new Map<number, CompiledQuery>();
  const statementFor = (rows: number) => {
    const known = statements.get(rows);
    if (known !== undefined) return known;
    const compiled = sql`insert into ${sql.table(of.table)} (${sql.join(names.map((name) => sql.ref(name)))})
      values ${sql.join(Array.from({ length: rows }, () => row))} ${of.ending}`.compile(of.database);
    statements.set(rows, compiled);
    return compiled;
  };
  return { readers: Object.values(of.columns), statementFor };
}

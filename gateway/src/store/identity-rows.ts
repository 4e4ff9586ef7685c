import { type Kysely, type RawBuilder, sql } from 'kysely';
import type {
  IdentityCondition,
  IdentityRow,
  IdentityRows,
  IdentityTable,
  IdentityValue,
} from '../domain/people-store.ts';
import type { Database } from './database-schema.ts';
import type { StatementTraits } from './statement-traits.ts';

const TABLES: Readonly<Record<IdentityTable, string>> = {
  user: 'people',
  session: 'people_sessions',
  account: 'people_accounts',
  verification: 'people_verifications',
  twoFactor: 'people_two_factors',
  passkey: 'people_passkeys',
};

type Work = <Result>(work: (database: Kysely<Database>) => Promise<Result>) => Promise<Result>;

interface Place {
  readonly database: Kysely<Database>;
  readonly traits: StatementTraits;
}

/**
 * What the sign-in library reads and writes, statement by statement. Names of tables come from the list above, names of
 * columns are quoted, and every value is a parameter.
 */
export function createIdentityRows({ database, traits }: Place): IdentityRows {
  const write: Work = (work) => (traits.writesInTransaction ? database.transaction().execute(work) : work(database));
  return {
    insert: ({ table, row }) =>
      write(async (connection) => {
        const columns = sql.join(Object.keys(row).map((column) => sql.ref(column)));
        const values = sql.join(Object.values(row));
        const { rows } = await sql<IdentityRow>`
          insert into ${nameOf(table)} (${columns}) values (${values}) returning *`.execute(connection);
        return rows[0] ?? row;
      }),
    async select({ table, where, limit, offset = 0, sortBy }) {
      const order = sortBy === undefined ? sql`` : sql`order by ${sql.ref(sortBy.column)} ${sql.raw(sortBy.direction)}`;
      const { rows } = await sql<IdentityRow>`
        select * from ${nameOf(table)} where ${matching(where)} ${order} limit ${limit} offset ${offset}`.execute(
        database,
      );
      return rows;
    },
    async count({ table, where }) {
      const { rows } = await sql<{ found: number }>`
        select count(*) as found from ${nameOf(table)} where ${matching(where)}`.execute(database);
      return Number(rows[0]?.found ?? 0);
    },
    update: ({ table, where, set }) =>
      write(async (connection) => {
        const statement = sql`update ${nameOf(table)} set ${assignments({ set })} where ${matching(where)}`;
        const { numAffectedRows } = await statement.execute(connection);
        return Number(numAffectedRows ?? 0n);
      }),
    updateOne: ({ table, where, set, add }) =>
      write(async (connection) => {
        const { rows } = await sql<IdentityRow>`
          update ${nameOf(table)} set ${assignments({ set, add })}
          where ${oneOf({ table, where })} and ${matching(where)} returning *`.execute(connection);
        return rows[0];
      }),
    delete: ({ table, where }) =>
      write(async (connection) => {
        const { numAffectedRows } = await sql`
          delete from ${nameOf(table)} where ${matching(where)}`.execute(connection);
        return Number(numAffectedRows ?? 0n);
      }),
    take: ({ table, where }) =>
      write(async (connection) => {
        const { rows } = await sql<IdentityRow>`
          delete from ${nameOf(table)} where ${oneOf({ table, where })} and ${matching(where)}
          returning *`.execute(connection);
        return rows[0];
      }),
  };
}

function nameOf(table: IdentityTable): RawBuilder<unknown> {
  return sql.table(TABLES[table]);
}

/** The condition stands beside it a second time, since another process may have changed the row in between. */
function oneOf({ table, where }: { readonly table: IdentityTable; readonly where: readonly IdentityCondition[] }) {
  return sql`id = (select id from ${nameOf(table)} where ${matching(where)} limit 1)`;
}

function assignments({
  set,
  add = {},
}: {
  readonly set: IdentityRow;
  readonly add?: Readonly<Record<string, number>> | undefined;
}) {
  return sql.join([
    ...Object.entries(set).map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
    ...Object.entries(add).map(
      ([column, delta]) => sql`${sql.ref(column)} = coalesce(${sql.ref(column)}, 0) + ${sql.lit(Math.trunc(delta))}`,
    ),
  ]);
}

/** All of those joined by AND, and one of those joined by OR where there are any. */
function matching(where: readonly IdentityCondition[]): RawBuilder<unknown> {
  const all = where.filter(({ connector }) => connector === 'AND').map(comparison);
  const any = where.filter(({ connector }) => connector === 'OR').map(comparison);
  const parts = any.length === 0 ? all : [...all, sql`(${sql.join(any, sql` or `)})`];
  return parts.length === 0 ? sql`1 = 1` : sql`(${sql.join(parts, sql` and `)})`;
}

const SYMBOLS = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

function comparison({ column, operator, value }: IdentityCondition): RawBuilder<unknown> {
  const reference = sql.ref(column);
  switch (operator) {
    case 'in':
    case 'not_in': {
      const list = asList(value);
      if (list.length === 0) return operator === 'in' ? sql`1 = 0` : sql`1 = 1`;
      return sql`${reference} ${sql.raw(operator === 'in' ? 'in' : 'not in')} (${sql.join(list)})`;
    }
    case 'contains':
      return like(reference, `%${escapeLike(value)}%`);
    case 'starts_with':
      return like(reference, `${escapeLike(value)}%`);
    case 'ends_with':
      return like(reference, `%${escapeLike(value)}`);
    default:
      if (value === null) return operator === 'ne' ? sql`${reference} is not null` : sql`${reference} is null`;
      return sql`${reference} ${sql.raw(SYMBOLS[operator])} ${single(value)}`;
  }
}

function like(reference: RawBuilder<unknown>, pattern: string): RawBuilder<unknown> {
  return sql`${reference} like ${pattern} escape '!'`;
}

function escapeLike(value: IdentityCondition['value']): string {
  return String(single(value)).replaceAll(/[!%_]/g, '!$&');
}

function asList(value: IdentityCondition['value']): readonly IdentityValue[] {
  return typeof value === 'object' && value !== null ? value : [value];
}

function single(value: IdentityCondition['value']): IdentityValue {
  if (typeof value !== 'object' || value === null) return value;
  throw new TypeError('a comparison takes one value');
}

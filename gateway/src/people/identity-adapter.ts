import type { DBAdapterInstance } from '@better-auth/core/db/adapter';
import { type CleanedWhere, createAdapterFactory } from '@better-auth/core/db/adapter';
import {
  IDENTITY_TABLES,
  type IdentityCondition,
  type IdentityRow,
  type IdentityTable,
  type IdentityValue,
  type PeopleStore,
} from '../domain/people-store.ts';
import type { Clock } from '../domain/ports.ts';
import type { Vault } from '../domain/vault.ts';
import { digestOfSession } from './people-secrets.ts';
import { IDLE_SESSION_MS } from './session-times.ts';

interface AdapterInput {
  readonly store: Pick<PeopleStore, 'rows'>;
  readonly vault: Pick<Vault, 'digest'>;
  readonly clock: Clock;
}

type Fields = Record<string, unknown>;

/**
 * The sign-in library's way to our tables. Three things are decided here, whatever the library does above:
 * - a session's token is stored as a digest, so that a copy of the database opens no session;
 * - a session that was not used for a week is none;
 * - tokens of identity providers are not stored at all.
 */
export function createIdentityAdapter({ store: { rows }, vault, clock }: AdapterInput): DBAdapterInstance {
  const digest = (token: unknown) => digestOfSession({ vault, token: String(token) });
  const toRow = (table: IdentityTable, fields: Fields): IdentityRow => {
    const kept = table === 'account' ? withoutProviderTokens(fields) : fields;
    const columns = Object.entries(kept).map(([field, value]) => [columnOf(field), toValue(value)]);
    const row = Object.fromEntries(columns);
    return table === 'session' && fields.token !== undefined ? { ...row, token: digest(fields.token) } : row;
  };
  const toCondition = (table: IdentityTable, where: CleanedWhere): IdentityCondition => ({
    column: columnOf(where.field),
    operator: where.operator ?? 'eq',
    value: valuesOf({ where, digest: table === 'session' && where.field === 'token' ? digest : undefined }),
    connector: where.connector ?? 'AND',
  });
  const selection = ({ model, where = [] }: { model: string; where?: readonly CleanedWhere[] | undefined }) => {
    const table = tableOf(model);
    return { table, where: where.map((condition) => toCondition(table, condition)) };
  };
  const isUnused = (table: IdentityTable, row: IdentityRow) =>
    table === 'session' && Number(row.updated_at_ms) < clock.now() - IDLE_SESSION_MS;
  return createAdapterFactory({
    config: {
      adapterId: 'latentkit',
      supportsBooleans: false,
      supportsDates: true,
      supportsJSON: false,
      supportsNumericIds: false,
      transaction: false,
    },
    adapter: () => ({
      async create({ model, data }) {
        const table = tableOf(model);
        return asFields(await rows.insert({ table, row: toRow(table, data) }), data.token);
      },
      async findOne({ model, where }) {
        const { table, ...wanted } = selection({ model, where });
        const [row] = await rows.select({ table, ...wanted, limit: 1 });
        if (row === undefined || isUnused(table, row)) return null;
        return asFields(row, tokenIn(where));
      },
      async findMany({ model, where, limit, sortBy, offset }) {
        const { table, ...wanted } = selection({ model, where });
        const order = sortBy && { column: columnOf(sortBy.field), direction: sortBy.direction };
        const found = await rows.select({ table, ...wanted, limit, offset, sortBy: order });
        return found.filter((row) => !isUnused(table, row)).map((row) => asFields(row, tokenIn(where ?? [])));
      },
      async update({ model, where, update }) {
        const { table, ...wanted } = selection({ model, where });
        const row = await rows.updateOne({
          table,
          ...wanted,
          set: toRow(table, Object.fromEntries(Object.entries(Object(update)))),
        });
        return row === undefined ? null : asFields(row, tokenIn(where));
      },
      updateMany: ({ model, where, update }) => {
        const { table, ...wanted } = selection({ model, where });
        return rows.update({ table, ...wanted, set: toRow(table, update) });
      },
      async delete({ model, where }) {
        await rows.delete(selection({ model, where }));
      },
      deleteMany: ({ model, where }) => rows.delete(selection({ model, where })),
      async consumeOne({ model, where }) {
        const row = await rows.take(selection({ model, where }));
        return row === undefined ? null : asFields(row, tokenIn(where));
      },
      async incrementOne({ model, where, increment, set = {} }) {
        const { table, ...wanted } = selection({ model, where });
        const add = Object.fromEntries(Object.entries(increment).map(([field, delta]) => [columnOf(field), delta]));
        const row = await rows.updateOne({ table, ...wanted, set: toRow(table, set), add });
        return row === undefined ? null : asFields(row, tokenIn(where));
      },
      count: ({ model, where }) => rows.count(selection({ model, where })),
    }),
  });
}

function tableOf(model: string): IdentityTable {
  const table = IDENTITY_TABLES.find((known) => known === model);
  if (table === undefined) throw new TypeError(`identity has no table for ${model}`);
  return table;
}

const PROVIDER_TOKENS = new Set([
  'accessToken',
  'refreshToken',
  'idToken',
  'accessTokenExpiresAt',
  'refreshTokenExpiresAt',
]);

function withoutProviderTokens(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => !PROVIDER_TOKENS.has(field)));
}

/** `createdAt` is `created_at_ms`, `credentialID` is `credential_id`. */
function columnOf(field: string): string {
  const words = field.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  return isMoment(field) ? `${words}_ms` : words;
}

function isMoment(field: string): boolean {
  return field.endsWith('At') || field === 'lockedUntil';
}

function fieldOf(column: string): string {
  if (column === 'credential_id') return 'credentialID';
  return column.replace(/_ms$/, '').replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function toValue(value: unknown): IdentityValue {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError('identity stores texts, numbers and moments only');
}

function valuesOf({
  where: { value },
  digest,
}: {
  readonly where: CleanedWhere;
  readonly digest: ((token: unknown) => string) | undefined;
}): IdentityCondition['value'] {
  const convert = (one: unknown) => (digest === undefined ? toValue(one) : digest(one));
  return Array.isArray(value) ? value.map(convert) : convert(value);
}

/** The token itself is known only to whoever asked with it: what is stored must never go out as one. */
function asFields<Result>(row: IdentityRow, token: unknown): Result {
  const fields: Fields = {};
  for (const [column, value] of Object.entries(row)) {
    const field = fieldOf(column);
    fields[field] = isMoment(field) && typeof value === 'number' ? new Date(value) : value;
  }
  if (Object.hasOwn(row, 'token')) fields.token = typeof token === 'string' ? token : '';
  // The library says which type its rows have, and checks none of it.
  return fields as Result;
}

function tokenIn(where: readonly CleanedWhere[]): unknown {
  return where.find(({ field }) => field === 'token')?.value;
}

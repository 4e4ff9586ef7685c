import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import * as z from 'zod';
import type { IdempotencyStore, StoredState } from '../domain/idempotency.ts';
import type { Database, IdempotentRequestsTable } from './database-schema.ts';
import type { StatementTraits } from './statement-traits.ts';

interface Place {
  readonly database: Kysely<Database>;
  readonly traits: StatementTraits;
}

type Claim = Parameters<IdempotencyStore['claim']>[0];

/** A claim may be given up between the look that found it taken and the one at who has it. */
const MOST_LOOKS = 5;
const CLAIMS_AT_ONCE = 500;

export function createIdempotentRequests({ database, traits }: Place): IdempotencyStore {
  const write = <Result>(work: (database: Kysely<Database>) => Promise<Result>): Promise<Result> =>
    traits.writesInTransaction ? database.transaction().execute(work) : work(database);
  return {
    claim: (claim) => write((connection) => takeOrLook({ database: connection, traits, claim })),
    renew: ({ claims, leaseMs }) => renewInParts({ write, claims, leaseUntilMs: later(traits, leaseMs) }),
    keep: ({ id, requestId, answer, sealed, keepMs }) =>
      write(async (connection) => {
        const { numUpdatedRows } = await connection
          .updateTable('idempotent_requests')
          .set({
            outcome: answer.outcome,
            format: answer.format,
            error_code: answer.errorCode ?? null,
            error_reason: answer.errorReason ?? null,
            sealed_answer: sealed ?? null,
            forget_at_ms: later(traits, keepMs),
          })
          .where('id', '=', id)
          .where('request_id', '=', requestId)
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),
    async giveUp({ id, requestId }) {
      await write((connection) =>
        connection
          .deleteFrom('idempotent_requests')
          .where('id', '=', id)
          .where('request_id', '=', requestId)
          .where('outcome', 'is', null)
          .execute(),
      );
    },
    giveUpAll: () =>
      write(async (connection) => {
        const unanswered = connection.deleteFrom('idempotent_requests').where('outcome', 'is', null);
        return Number((await unanswered.executeTakeFirst()).numDeletedRows);
      }),
    forget: ({ most }) => write((connection) => removeOver({ database: connection, traits, most })),
  };
}

function later(traits: StatementTraits, ms: number): RawBuilder<number> {
  return sql<number>`${traits.nowMs} + ${sql.lit(Math.round(ms))}`;
}

async function takeOrLook(from: Place & { claim: Claim }): Promise<StoredState> {
  for (let look = 1; look <= MOST_LOOKS; look++) {
    if (await take(from)) return { state: 'claimed' };
    const found = await whoHasIt(from);
    if (found !== undefined) return found;
  }
  return { state: 'running', runningMs: 0 };
}

/** One statement, so that of any number that come at once, over any number of processes, one has the claim. */
async function take({ database, traits, claim }: Place & { claim: Claim }): Promise<boolean> {
  const taken = await database
    .insertInto('idempotent_requests')
    .values({
      id: claim.id,
      workspace_id: claim.workspaceId,
      key_id: claim.keyId,
      fingerprint: claim.fingerprint,
      request_id: claim.requestId,
      claimed_at_ms: traits.nowMs,
      lease_until_ms: later(traits, claim.leaseMs),
      forget_at_ms: later(traits, claim.keepMs),
    })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((row) => ({
          fingerprint: row.ref('excluded.fingerprint'),
          request_id: row.ref('excluded.request_id'),
          claimed_at_ms: row.ref('excluded.claimed_at_ms'),
          lease_until_ms: row.ref('excluded.lease_until_ms'),
          forget_at_ms: row.ref('excluded.forget_at_ms'),
          outcome: null,
          format: null,
          error_code: null,
          error_reason: null,
          sealed_answer: null,
        }))
        .where((row) =>
          row.or([
            row('idempotent_requests.forget_at_ms', '<=', traits.nowMs),
            row.and([
              row('idempotent_requests.outcome', 'is', null),
              row('idempotent_requests.lease_until_ms', '<=', traits.nowMs),
            ]),
          ]),
        ),
    )
    .returning('id')
    .executeTakeFirst();
  return taken !== undefined;
}

async function whoHasIt({ database, traits, claim }: Place & { claim: Claim }): Promise<StoredState | undefined> {
  const row = await database
    .selectFrom('idempotent_requests')
    .selectAll()
    .select(sql<number>`${traits.nowMs} - claimed_at_ms`.as('running_ms'))
    .where('id', '=', claim.id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (row.fingerprint !== claim.fingerprint) return { state: 'other_body' };
  return row.outcome === null ? { state: 'running', runningMs: Math.max(0, row.running_ms) } : answeredFrom(row);
}

const answerSchema = z.object({ outcome: z.enum(['answered', 'cut']), format: z.enum(['json', 'event_stream']) });

function answeredFrom(row: Selectable<IdempotentRequestsTable>): StoredState {
  const errorCode = row.error_code ?? undefined;
  const errorReason = row.error_reason ?? undefined;
  return {
    state: 'answered',
    requestId: row.request_id,
    answer: { ...answerSchema.parse(row), errorCode, errorReason },
    sealed: row.sealed_answer ?? undefined,
  };
}

async function renewInParts(renewal: {
  readonly write: <Result>(work: (database: Kysely<Database>) => Promise<Result>) => Promise<Result>;
  readonly claims: Parameters<IdempotencyStore['renew']>[0]['claims'];
  readonly leaseUntilMs: RawBuilder<number>;
}): Promise<void> {
  const { write, claims, leaseUntilMs } = renewal;
  for (let at = 0; at < claims.length; at += CLAIMS_AT_ONCE) {
    const part = claims.slice(at, at + CLAIMS_AT_ONCE);
    await write((database) =>
      database
        .updateTable('idempotent_requests')
        .set({ lease_until_ms: leaseUntilMs })
        .where(
          'id',
          'in',
          part.map(({ id }) => id),
        )
        // Not what another process has taken over.
        .where(
          'request_id',
          'in',
          part.map(({ requestId }) => requestId),
        )
        .execute(),
    );
  }
}

async function removeOver({ database, traits, most }: Place & { most: number }): Promise<number> {
  const over = database
    .selectFrom('idempotent_requests')
    .select('id')
    .where('forget_at_ms', '<=', traits.nowMs)
    .limit(most);
  const { numDeletedRows } = await database
    .deleteFrom('idempotent_requests')
    .where('id', 'in', over)
    .where('forget_at_ms', '<=', traits.nowMs)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

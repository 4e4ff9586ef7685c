import { type Kysely, sql } from 'kysely';
import type { Database } from '../database-schema.ts';
import { readLastSeq, type SeqPage, seqPages } from './seq-pages.ts';

/** What was held and never came back, or came back without having been held, and attempts that should be closed. */
export async function* holdProblems({ database }: { database: Kysely<Database> }): AsyncGenerator<string> {
  for await (const page of seqPages({ lastSeq: await readLastSeq(database) })) {
    yield* unbalancedHolds({ database, page });
    yield* endsWithoutHold({ database, page });
  }
  yield* openThoughRecorded(database);
}

interface OfPage {
  readonly database: Kysely<Database>;
  readonly page: SeqPage;
}

async function* unbalancedHolds({ database, page }: OfPage): AsyncGenerator<string> {
  const { rows } = await sql<{ id: string; held: number; settled: number | null; released: number | null }>`
    select h.id as id, h.nano_usd as held, s.nano_usd as settled, r.nano_usd as released from ledger_transfers h
    left join ledger_transfers s on s.id = h.attempt_id || '.settled'
    left join ledger_transfers r on r.id = h.attempt_id || '.released'
    left join open_attempts o on o.request_id = h.request_id and o.attempt_id = h.attempt_id
    where h.seq > ${page.after} and h.seq <= ${page.upTo} and h.kind = 'held' and o.attempt_id is null
      and coalesce(s.nano_usd, 0) + coalesce(r.nano_usd, 0) <> h.nano_usd`.execute(database);
  for (const { id, held, settled, released } of rows) {
    yield settled === null && released === null
      ? `The hold ${id} of ${held} nano-dollars was neither settled nor released, and its attempt is not open.`
      : `The hold ${id} was of ${held} nano-dollars; ${settled ?? 0} were settled and ${released ?? 0} released.`;
  }
}

async function* endsWithoutHold({ database, page }: OfPage): AsyncGenerator<string> {
  const { rows } = await sql<{ id: string }>`
    select t.id as id from ledger_transfers t
    left join ledger_transfers h on h.id = t.attempt_id || '.held'
    where t.seq > ${page.after} and t.seq <= ${page.upTo} and t.from_account = 'held' and h.id is null`.execute(
    database,
  );
  for (const { id } of rows) yield `The transfer ${id} takes from what is held, but nothing was held for its attempt.`;
}

async function* openThoughRecorded(database: Kysely<Database>): AsyncGenerator<string> {
  const rows = await database
    .selectFrom('open_attempts')
    .innerJoin('requests', 'requests.id', 'open_attempts.request_id')
    .select(['attempt_id', 'request_id'])
    .execute();
  for (const { attempt_id, request_id } of rows) {
    yield `The attempt ${attempt_id} is still open, though its request ${request_id} is recorded.`;
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database-schema.ts';
import { ROWS_AT_ONCE, readLastSeq, type SeqPage, seqPages } from './seq-pages.ts';

/**
 * Requests and attempts whose cost is not what the ledger settled for them, and settled transfers of attempts that the
 * request log does not have. Attempts from before the ledger are left out: they don't say who paid them.
 */
export async function* requestProblems({ database }: { database: Kysely<Database> }): AsyncGenerator<string> {
  let after = '';
  for (;;) {
    const rows = await readPage({ database, after });
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.request_id;
    for (const ofRequest of Map.groupBy(rows, (row) => row.request_id).values()) yield* problemsOf(ofRequest);
    await nextTurn();
  }
  for await (const page of seqPages({ lastSeq: await readLastSeq(database) }))
    yield* strayTransfers({ database, page });
}

/** An attempt beside its transfers; without one, a request that had none. */
interface Row {
  readonly request_id: string;
  readonly request_cost: number | null;
  readonly attempt_id: string | null;
  readonly attempt_cost: number | null;
  readonly funded_by: string | null;
  readonly settled: number | null;
  readonly overrun: number | null;
}

async function readPage(of: { database: Kysely<Database>; after: string }): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select r.id as request_id, r.cost_nano_usd as request_cost, a.id as attempt_id, a.cost_nano_usd as attempt_cost,
      a.funded_by as funded_by, s.nano_usd as settled, o.nano_usd as overrun
    from (select id, cost_nano_usd, workspace_id from requests where id > ${of.after} order by id limit ${ROWS_AT_ONCE}) r
    left join attempts a on a.request_id = r.id
    left join ledger_transfers s on s.id = a.id || '.settled' and s.workspace_id = r.workspace_id
    left join ledger_transfers o on o.id = a.id || '.overrun' and o.workspace_id = r.workspace_id
    order by r.id`.execute(of.database);
  return rows;
}

function* problemsOf(rows: readonly Row[]): Generator<string> {
  const [first] = rows;
  const isFromBefore = rows.some((row) => row.attempt_id !== null && row.funded_by === null);
  if (first === undefined || isFromBefore) return;
  let sum = 0;
  for (const { request_id, attempt_id, attempt_cost, settled, overrun } of rows) {
    const paid = (settled ?? 0) + (overrun ?? 0);
    sum += paid;
    if (paid === (attempt_cost ?? 0)) continue;
    const cost = attempt_cost === null ? 'no known cost' : `a cost of ${attempt_cost} nano-dollars`;
    yield `The attempt ${attempt_id} of request ${request_id} has ${cost}, but the ledger settled ${paid}.`;
  }
  if (sum === (first.request_cost ?? 0)) return;
  const cost = first.request_cost === null ? 'no known cost' : `a cost of ${first.request_cost} nano-dollars`;
  yield `The request ${first.request_id} has ${cost}, but the ledger settled ${sum} for its attempts.`;
}

/** A request that is older than all that the log still has was removed from it, which is no problem of the ledger. */
async function* strayTransfers(of: { database: Kysely<Database>; page: SeqPage }): AsyncGenerator<string> {
  const { rows } = await sql<{ id: string; request_id: string }>`
    select t.id as id, t.request_id as request_id from ledger_transfers t
    left join attempts a on a.request_id = t.request_id and a.id = t.attempt_id
    where t.seq > ${of.page.after} and t.seq <= ${of.page.upTo} and t.kind = 'settled' and a.id is null
      and (t.request_id is null or t.request_id >= (select min(id) from requests))`.execute(of.database);
  for (const { id, request_id } of rows) {
    yield `The transfer ${id} settles an attempt of request ${request_id} that is not in the request log.`;
  }
}

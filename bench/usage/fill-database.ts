import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { RequestRecord } from '../../gateway/src/domain/request-record.ts';
import { ATTEMPT_COLUMNS, REQUEST_COLUMNS } from '../../gateway/src/store/request-rows.ts';

const indexSchema = z.object({ name: z.string(), sql: z.string() });
const SAY_EVERY = 1_000_000;

/**
 * Writes records into a database that nobody else uses, as fast as it goes: in one transaction, without sync and without
 * indexes, which are made at the end. Nothing else of an append is done: no ledger, no marks.
 */
export function fillDatabase({
  path,
  records,
  say,
}: {
  readonly path: string;
  readonly records: Iterable<RequestRecord>;
  readonly say: (line: string) => void;
}): { readonly requests: number; readonly attempts: number } {
  const database = new DatabaseSync(path);
  try {
    database.exec('pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -200000');
    const indexes = indexSchema
      .array()
      .parse(
        database
          .prepare(
            "select name, sql from sqlite_master where type = 'index' and tbl_name = 'requests' and sql is not null",
          )
          .all(),
      );
    for (const { name } of indexes) database.exec(`drop index ${name}`);
    const counts = insertAll({ database, records, say });
    for (const { name, sql } of indexes) {
      say(`index ${name}`);
      database.exec(sql);
    }
    database.exec('pragma journal_mode = wal');
    return counts;
  } finally {
    database.close();
  }
}

function insertAll({
  database,
  records,
  say,
}: {
  readonly database: DatabaseSync;
  readonly records: Iterable<RequestRecord>;
  readonly say: (line: string) => void;
}): { readonly requests: number; readonly attempts: number } {
  const insert = (table: string, columns: object) => {
    const names = Object.keys(columns);
    return database.prepare(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`);
  };
  const insertRequest = insert('requests', REQUEST_COLUMNS);
  const insertAttempt = insert('attempts', ATTEMPT_COLUMNS);
  const requestReaders = Object.values(REQUEST_COLUMNS);
  const attemptReaders = Object.values(ATTEMPT_COLUMNS);
  let requests = 0;
  let attempts = 0;
  database.exec('begin');
  for (const record of records) {
    insertRequest.run(...requestReaders.map((read) => read(record)));
    requests++;
    for (const attempt of record.attempts) {
      insertAttempt.run(...attemptReaders.map((read) => read({ requestId: record.id, attempt })));
      attempts++;
    }
    if (requests % SAY_EVERY === 0) say(`${requests / SAY_EVERY} million requests`);
  }
  database.exec('commit');
  return { requests, attempts };
}

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';

export interface TableContents {
  /** How many rows, by table. */
  readonly counts: ReadonlyMap<string, number>;
  /** A digest of every row that holds the text, by table. */
  readonly rowsWith: ReadonlyMap<string, string>;
}

type Row = Readonly<Record<string, unknown>>;

/** Looks into a database past the gateway that runs on it. */
export interface TableReader extends AsyncDisposable {
  read(options: { readonly rowsWith: string }): Promise<TableContents>;
}

/** Of a data folder, or of a Postgres database. */
export async function openTableReader({
  dataDir,
  databaseUrl,
}: {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
}): Promise<TableReader> {
  const { rows, close } = databaseUrl === undefined ? ofSqlite(dataDir) : await ofPostgres(databaseUrl);
  const names =
    databaseUrl === undefined
      ? `select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name`
      : `select table_name as name from information_schema.tables where table_schema = 'public' order by name`;
  return {
    async read({ rowsWith }) {
      const counts = new Map<string, number>();
      const digests = new Map<string, string>();
      for (const { name } of await rows(names)) {
        const texts = (await rows(`select * from "${String(name)}"`)).map((row) => JSON.stringify(row));
        counts.set(String(name), texts.length);
        const found = texts.filter((text) => text.includes(rowsWith)).sort();
        if (found.length > 0)
          digests.set(String(name), createHash('sha256').update(found.join('\n')).digest('hex').slice(0, 16));
      }
      return { counts, rowsWith: digests };
    },
    [Symbol.asyncDispose]: close,
  };
}

interface Rows {
  readonly rows: (sql: string) => Promise<readonly Row[]>;
  readonly close: () => Promise<void>;
}

function ofSqlite(dataDir: string): Rows {
  const database = new DatabaseSync(join(dataDir, 'latentkit.db'), { readOnly: true });
  return { rows: async (sql) => database.prepare(sql).all(), close: async () => database.close() };
}

async function ofPostgres(connectionString: string): Promise<Rows> {
  const client = new Client({ connectionString });
  await client.connect();
  return { rows: async (sql) => (await client.query(sql)).rows, close: () => client.end() };
}

import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Something that a gateway leaves, in pieces that can be searched one by one. */
export interface LeftPlace {
  readonly name: string;
  readonly pieces: Iterable<Buffer>;
}

const PIECE_BYTES = 8 * 1024 * 1024;
/** Longer than any spelling of a secret, so that each lies whole in some piece. */
const OVERLAP_BYTES = 2_048;
/** Rows are read for values that lie in two pages of the file. Of a larger file, after long runs, they take too long. */
const LARGEST_DATABASE_BYTES = 64 * 1024 * 1024;

export function textPlace(place: { readonly name: string; readonly text: string }): LeftPlace {
  return { name: place.name, pieces: [Buffer.from(place.text)] };
}

/** All files of a data folder but what the operator wrote there, then all rows of its database. */
export function* placesOfFolder(dataDir: string): Generator<LeftPlace> {
  if (!existsSync(dataDir)) return;
  for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || isConfig(path)) continue;
    yield { name: `file ${relative(dataDir, path)}`, pieces: piecesOfFile(path) };
  }
  const database = join(dataDir, 'latentkit.db');
  if (existsSync(database) && statSync(database).size <= LARGEST_DATABASE_BYTES) yield* tablesOfSqlite(database);
}

/** The gateway writes no such file. */
export function isConfig(path: string): boolean {
  return path.endsWith('.yaml');
}

function* piecesOfFile(path: string): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, statSync(path).size + 1));
    for (let position = 0, read = PIECE_BYTES; read > OVERLAP_BYTES; position += read - OVERLAP_BYTES) {
      read = readSync(file, piece, { position });
      yield piece.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
}

function* tablesOfSqlite(path: string): Generator<LeftPlace> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database.prepare(`select name from sqlite_schema where type = 'table'`).all();
    for (const { name } of tables) {
      const rows = database.prepare(`select * from "${String(name)}"`);
      rows.setReadBigInts(true);
      yield { name: `table ${String(name)}`, pieces: piecesOfRows(rows.all()) };
    }
  } finally {
    database.close();
  }
}

/** All rows of all tables of a Postgres database. */
export async function placesOfPostgres(connectionString: string): Promise<readonly LeftPlace[]> {
  // Few tests have one, and each file of tests loads its modules anew.
  const { Client } = await import('pg');
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const tables = await client.query(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const places: LeftPlace[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query(`select * from "${String(name)}"`);
      places.push({ name: `table ${String(name)}`, pieces: [...piecesOfRows(rows)] });
    }
    return places;
  } finally {
    await client.end();
  }
}

/** Values one after the other, with what no secret holds between them. */
function* piecesOfRows(rows: Iterable<object>): Generator<Buffer> {
  let values: Buffer[] = [];
  let bytes = 0;
  for (const row of rows) {
    for (const value of Object.values(row)) {
      const text = bytesOf(value);
      if (text === undefined) continue;
      values.push(text, BETWEEN);
      bytes += text.length + 1;
    }
    if (bytes < PIECE_BYTES) continue;
    yield Buffer.concat(values);
    values = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(values);
}

const BETWEEN = Buffer.from('\n');

function bytesOf(value: unknown): Buffer | undefined {
  if (typeof value === 'string') return Buffer.from(value);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  // JSON columns of Postgres. Numbers and times hold no secret.
  return typeof value === 'object' && value !== null && !(value instanceof Date)
    ? Buffer.from(JSON.stringify(value))
    : undefined;
}

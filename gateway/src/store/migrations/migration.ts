import type { ColumnDataType, Kysely, RawBuilder } from 'kysely';
import type { Database } from '../database-schema.ts';

/** Where the two databases differ in what a table is made of. */
export interface SchemaTraits {
  /** Text that is compared byte by byte, so that ids sort by time whatever the database's locale is. */
  readonly sortableText: ColumnDataType | RawBuilder<unknown>;
  /** Ends the definition of a table that is only ever reached through its text key. */
  readonly keyedTable: RawBuilder<unknown> | undefined;
  readonly bytes: RawBuilder<unknown>;
  /** Type of a primary key that grows with every row. */
  readonly sequence: RawBuilder<unknown>;
  /** What makes the database refuse to change or remove a row of a table. */
  readonly appendOnly: (table: string) => readonly RawBuilder<unknown>[];
}

/** One step of the schema. Once released it is never edited: a change is another step. */
export interface Migration {
  /** Starts with a number; steps run in the order of their names. */
  readonly name: string;
  up(context: { readonly database: Kysely<Database>; readonly traits: SchemaTraits }): Promise<void>;
}

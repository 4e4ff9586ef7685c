import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

export interface LoggedRequests {
  readonly answered: number;
  /** Cut off by the client, and whatever else is no answer. */
  readonly other: number;
  readonly attempts: number;
}

const rowSchema = z.object({ answered: z.number(), other: z.number(), attempts: z.number() });

const COUNT = `select
  (select count(*) from requests where outcome = 'answered') as answered,
  (select count(*) from requests where outcome <> 'answered') as other,
  (select count(*) from attempts) as attempts`;

/** What is in the request log of a stopped gateway. */
export function countLoggedRequests({ dataDir }: { dataDir: string }): LoggedRequests {
  const database = new DatabaseSync(join(dataDir, 'latentkit.db'), { readOnly: true });
  try {
    return rowSchema.parse(database.prepare(COUNT).get());
  } finally {
    database.close();
  }
}

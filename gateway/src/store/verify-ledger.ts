import type { Kysely } from 'kysely';
import type { Database } from './database-schema.ts';
import { balanceProblems } from './verify-ledger/balance-problems.ts';
import { holdProblems } from './verify-ledger/hold-problems.ts';
import { lotProblems } from './verify-ledger/lot-problems.ts';
import { requestProblems } from './verify-ledger/request-problems.ts';

/** Where everything is wrong, nobody reads it all. */
const MOST_PROBLEMS = 1_000;

/**
 * Recomputes the ledger from its transfers and the request log. Each problem is a sentence that names what is wrong; an
 * empty list: it adds up. Reads all of it in small steps, so that requests are served meanwhile; what comes in while it
 * reads is no problem.
 */
export async function verifyLedger({ database }: { database: Kysely<Database> }): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const check of [balanceProblems, requestProblems, holdProblems, lotProblems]) {
    for await (const problem of check({ database })) {
      if (problems.length === MOST_PROBLEMS) return [...problems, 'There are more problems: these are the first ones.'];
      problems.push(problem);
    }
  }
  return problems;
}

import { expect, test } from 'vitest';
import type { OpenAttempt, RequestRecord } from '../../src/domain/request-record.ts';
import type { Store } from '../../src/domain/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { onEveryDatabase } from '../support/on-every-database.ts';
import { createModelLedger, type ModelLedger, sumOfAccounts } from './model-ledger.ts';
import { createDice, createRandomOperations, type Operation } from './random-operations.ts';

/** A million of them: `LATENTKIT_LEDGER_OPERATIONS=1000000 npx vitest run gateway/tests/ledger` (docs/billing.md). */
const ASKED_FOR = process.env.LATENTKIT_LEDGER_OPERATIONS;
const SEED = Number(process.env.LATENTKIT_LEDGER_SEED ?? Date.now() % 1_000_000);
const COMPARE_EVERY = 500;
const MOST_AT_ONCE = 256;

onEveryDatabase(({ newPlace, database }) => {
  const wanted = Number(ASKED_FOR ?? 6_000);
  // A commit of Postgres takes long, and there is one for every few operations.
  const operations = database === 'sqlite' ? wanted : Math.min(Math.ceil(wanted / 10), 10_000);
  const limitMs = 20_000 + operations * 10;
  test(`${operations} random operations come to what a ledger kept by hand says (seed ${SEED})`, {
    timeout: limitMs,
  }, async () => {
    const store = await (await newPlace()).open();
    const startedMs = performance.now();
    const transfers = await compareAll({ store, operations, seed: SEED });
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
    if (ASKED_FOR === undefined) return;
    process.stdout.write(
      `${database}: ${operations} operations, seed ${SEED}, ${transfers} transfers, ${seconds} s: no difference\n`,
    );
  });
});

async function compareAll({ store, operations, seed }: { store: Store; operations: number; seed: number }) {
  const dice = createDice(seed);
  const model = createModelLedger();
  const source = createRandomOperations({ dice });
  const run = createRun({ store, model, dice });
  for (let done = 1; done <= operations; done++) {
    await run.apply(source.next());
    if (done % COMPARE_EVERY !== 0) continue;
    await run.flush();
    await compare({ store, model });
    // Now and then the process ends, and the next one sweeps.
    if (dice() > 0.2) continue;
    for (const operation of source.sweep(model.openAttempts())) await run.apply(operation);
    await run.flush();
    expect(await store.openAttempts()).toEqual([]);
    expect(model.workspaceIds().map((id) => model.balances(id).held)).toEqual(model.workspaceIds().map(() => 0));
  }
  await run.flush();
  await compare({ store, model });
  expect(await store.ledger.verify()).toEqual([]);
  return countTransfers({ store, model });
}

/** Brings operations to the store as the journal does: many at once, and only what is unusual by itself. */
function createRun({ store, model, dice }: { store: Store; model: ModelLedger; dice: () => number }) {
  let opened: OpenAttempt[] = [];
  let records: RequestRecord[] = [];
  const flush = async () => {
    // What is open and what is recorded may come in one go, in either order.
    await store.appendOpenAttempts(opened);
    await store.appendRequests(records);
    // The answer of the first time was lost.
    if (dice() < 0.05) await store.appendRequests(records);
    opened = [];
    records = [];
  };
  const apply = async (operation: Operation): Promise<void> => {
    switch (operation.kind) {
      case 'open':
        // An attempt whose record is in this batch already would be closed before it is opened.
        if (records.some(({ id }) => id === operation.attempt.requestId)) await flush();
        opened.push(operation.attempt);
        model.open(operation.attempt);
        break;
      case 'record':
        records.push(operation.record);
        model.record(operation.record);
        break;
      case 'post':
        await flush();
        await post({ store, model, operation });
        break;
      case 'conflict':
        await expect(store.ledger.post([operation.transfer])).rejects.toThrow(StoreError);
        break;
      case 'expire':
        await flush();
        expect(await store.ledger.expireCredits({ nowMs: operation.nowMs })).toBe(model.expire(operation.nowMs));
    }
    if (opened.length + records.length >= 1 + dice() * MOST_AT_ONCE) await flush();
  };
  return { apply, flush };
}

const posted = new WeakMap<Store, Set<string>>();

async function post(of: { store: Store; model: ModelLedger; operation: Extract<Operation, { kind: 'post' }> }) {
  const { store, model, operation } = of;
  const { transfer } = operation;
  await store.ledger.post([transfer]);
  const ids = posted.get(store) ?? new Set();
  posted.set(store, ids);
  if (ids.has(transfer.id)) return;
  ids.add(transfer.id);
  if (transfer.to === 'credits') model.creditsCome(transfer);
  else model.creditsTakenBack(transfer);
}

async function compare({ store, model }: { store: Store; model: ModelLedger }): Promise<void> {
  for (const workspaceId of model.workspaceIds()) {
    const balances = await store.ledger.balances({ workspaceId });
    expect(balances, workspaceId).toEqual(model.balances(workspaceId));
    expect(sumOfAccounts(balances)).toBe(0);
  }
  const open = await store.openAttempts();
  expect(open.map(({ attemptId }) => attemptId).sort()).toEqual(model.openAttemptIds());
}

async function countTransfers({ store, model }: { store: Store; model: ModelLedger }): Promise<number> {
  let count = 0;
  for (const workspaceId of model.workspaceIds()) {
    let beforeId: string | undefined;
    for (;;) {
      const page = await store.ledger.list({ workspaceId, beforeId, limit: 10_000 });
      count += page.length;
      beforeId = page.at(-1)?.id;
      if (beforeId === undefined) break;
    }
  }
  return count;
}

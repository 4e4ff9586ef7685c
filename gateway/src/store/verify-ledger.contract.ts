import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { NewStorePlace } from '../../tests/support/on-every-database.ts';
import { sampleAttemptRecord, sampleRequestRecord } from '../../tests/support/sample-request-record.ts';
import { SAMPLE_WORKSPACE, sampleOpenAttempt, sampleTransfer } from '../../tests/support/sample-transfer.ts';
import type { AttemptRecord } from '../domain/request-record.ts';
import type { Store } from '../domain/store.ts';

const WS = SAMPLE_WORKSPACE;

function request(name: string, attempts: readonly Partial<AttemptRecord>[]) {
  const made = attempts.map((attempt, at) => sampleAttemptRecord({ id: `att_${name}${at}`, ...attempt }));
  const costNanoUsd = made.reduce((sum, attempt) => sum + (attempt.costNanoUsd ?? 0), 0);
  return sampleRequestRecord({ id: `req_${name}`, costNanoUsd, attempts: made });
}

/** Something of everything: two attempts of one request, an overrun, an open attempt, credits of which some expired. */
async function fill(store: Store): Promise<void> {
  await store.ledger.post([
    sampleTransfer({ id: 'cr_1', nanoUsd: 5_000, expiresAtMs: 1_000 }),
    sampleTransfer({ id: 'cr_2', kind: 'granted', nanoUsd: 9_000 }),
  ]);
  const onCredits = { access: 'platform', fundedBy: 'credits' } as const;
  await store.appendOpenAttempts([
    sampleOpenAttempt({ requestId: 'req_1', attemptId: 'att_10', heldNanoUsd: 800 }),
    sampleOpenAttempt({ requestId: 'req_open', attemptId: 'att_open0', heldNanoUsd: 60 }),
  ]);
  await store.appendRequests([
    request('1', [
      { ...onCredits, heldNanoUsd: 800, costNanoUsd: 200 },
      { ...onCredits, number: 2, heldNanoUsd: 100, costNanoUsd: 150 },
    ]),
    request('2', [{ costNanoUsd: 21 }]),
    request('3', [{ costNanoUsd: undefined }]),
    request('4', [{ access: 'platform', fundedBy: 'allowance', costNanoUsd: 40 }]),
  ]);
  await store.ledger.expireCredits({ nowMs: 2_000 });
}

/** A line past the store, as only somebody with the database could write it. */
function insertTransfer(line: {
  id: string;
  kind: string;
  from: string;
  to: string;
  nanoUsd: number;
  of?: string;
}): string {
  const attempt = line.of === undefined ? 'null, null' : `'req_${line.of}', 'att_${line.of}0'`;
  return `insert into ledger_transfers
    (id, workspace_id, kind, from_account, to_account, nano_usd, at_ms, request_id, attempt_id)
    values ('${line.id}', '${WS}', '${line.kind}', '${line.from}', '${line.to}', ${line.nanoUsd}, 1, ${attempt})`;
}

export function describeVerify({ newPlace }: { newPlace: NewStorePlace }): void {
  const filled = async () => {
    const place = await newPlace();
    const store = await place.open();
    await fill(store);
    return { ...place, store };
  };

  describe('the ledger is verified', () => {
    test('and adds up, with nothing in it and with something of everything', async () => {
      const { ledger } = await (await newPlace()).open();
      expect(await ledger.verify()).toEqual([]);
      const { store } = await filled();
      expect(await store.ledger.verify()).toEqual([]);
    });

    test.each([
      [
        'a balance is not the sum of its transfers',
        `update ledger_balances set nano_usd = nano_usd + 1 where account = 'byok'`,
        [
          `The balance of the account "byok" of workspace ${WS} is 22 nano-dollars, but its transfers sum up to 21.`,
          `The accounts of workspace ${WS} sum up to 1 nano-dollars instead of zero.`,
        ],
      ],
      [
        'a balance is missing',
        `delete from ledger_balances where account = 'covered'`,
        [
          `The balance of the account "covered" of workspace ${WS} is 0 nano-dollars, but its transfers sum up to 40.`,
          `The accounts of workspace ${WS} sum up to -40 nano-dollars instead of zero.`,
        ],
      ],
      [
        'a request costs what was not settled',
        `update requests set cost_nano_usd = 22 where id = 'req_2'`,
        ['The request req_2 has a cost of 22 nano-dollars, but the ledger settled 21 for its attempts.'],
      ],
      [
        'an attempt costs what was not settled',
        `update attempts set cost_nano_usd = null where id = 'att_11'`,
        ['The attempt att_11 of request req_1 has no known cost, but the ledger settled 150.'],
      ],
      [
        'a settled attempt is not in the request log',
        `delete from attempts where id = 'att_20'`,
        [
          'The request req_2 has a cost of 21 nano-dollars, but the ledger settled 0 for its attempts.',
          'The transfer att_20.settled settles an attempt of request req_2 that is not in the request log.',
        ],
      ],
      [
        'a hold was never settled or released',
        `delete from open_attempts`,
        ['The hold att_open0.held of 60 nano-dollars was neither settled nor released, and its attempt is not open.'],
      ],
      [
        'an attempt is open though its request is recorded',
        `update open_attempts set request_id = 'req_3', attempt_id = 'att_30'`,
        [
          'The hold att_open0.held of 60 nano-dollars was neither settled nor released, and its attempt is not open.',
          'The attempt att_30 is still open, though its request req_3 is recorded.',
        ],
      ],
      [
        'credits are said to be left that never came',
        `update credit_lots set left_nano_usd = 9001 where transfer_id = 'cr_2'`,
        ['Of the credits cr_2, 9001 nano-dollars are said to be left, but 9000 came.'],
      ],
      [
        'credits are forgotten',
        `delete from credit_lots where transfer_id = 'cr_2'`,
        [
          'Nothing says what is left of the credits cr_2.',
          `The credits of workspace ${WS} leave 60 nano-dollars, but its balance is 9060.`,
        ],
      ],
    ])('and found out when %s', async (_, sql, problems) => {
      const { store, execute } = await filled();
      await execute(sql);
      expect(await store.ledger.verify()).toEqual(problems);
    });

    test('and found out when somebody wrote into it past the gateway', async () => {
      const { store, execute } = await filled();
      await execute(
        insertTransfer({ id: 'att_30.settled', kind: 'settled', from: 'held', to: 'spent', nanoUsd: 5, of: '3' }),
      );
      await execute(insertTransfer({ id: 'cr_9', kind: 'bought', from: 'house', to: 'credits', nanoUsd: 7 }));
      const problems = await store.ledger.verify();
      expect(problems).toContain('The attempt att_30 of request req_3 has no known cost, but the ledger settled 5.');
      expect(problems).toContain(
        'The transfer att_30.settled takes from what is held, but nothing was held for its attempt.',
      );
      expect(problems).toContain('Nothing says what is left of the credits cr_9.');
      expect(problems.filter((problem) => problem.startsWith('The balance of the account'))).toHaveLength(4);
    });

    test('and a hold that does not come back whole is found out', async () => {
      const { store, execute } = await filled();
      await execute(
        insertTransfer({
          id: 'att_open0.released',
          kind: 'released',
          from: 'held',
          to: 'credits',
          nanoUsd: 59,
          of: 'open',
        }),
      );
      await execute('delete from open_attempts');
      expect(await store.ledger.verify()).toContain(
        'The hold att_open0.held was of 60 nano-dollars; 0 were settled and 59 released.',
      );
    });

    test('and requests from before the ledger are left out', async () => {
      const { store, execute } = await filled();
      await execute(`insert into requests (id, endpoint, stream, outcome, status, started_at_ms, total_ms, cost_nano_usd)
        values ('req_0', '/v1/chat', 0, 'answered', 200, 1, 1, 5)`);
      await execute(`insert into attempts
        (request_id, id, number, position, connection, provider, access, model, outcome, started_at_ms, total_ms, cost_nano_usd)
        values ('req_0', 'att_00', 1, 1, 'house', 'openai', 'platform', 'small-1', 'answered', 1, 1, 5)`);
      expect(await store.ledger.verify()).toEqual([]);
      const record = await store.findRequest({ requestId: 'req_0' });
      expect(record).toMatchObject({ tags: [], member: undefined, capability: undefined });
      expect(record?.attempts[0]).toMatchObject({ fundedBy: 'credits', billable: 'unknown', heldNanoUsd: 0 });
    });

    test('and says no more than anybody reads', async () => {
      const { store, execute } = await filled();
      const lines = Array.from({ length: 1_200 }, (_, at) =>
        insertTransfer({ id: `cr_past${at}`, kind: 'granted', from: 'house', to: 'credits', nanoUsd: 0 }),
      );
      await execute(lines.join(';'));
      const problems = await store.ledger.verify();
      expect(problems).toHaveLength(1_001);
      expect(problems.at(-1)).toBe('There are more problems: these are the first ones.');
    });

    test('while others write, and what they write is no problem', async () => {
      const place = await newPlace();
      const [reader, writer] = [await place.open(), await place.open()];
      let written = 0;
      const write = async () => {
        while (written < 2_000) {
          const records = Array.from({ length: 100 }, () =>
            request(String(written++), [{ access: 'platform', fundedBy: 'credits', heldNanoUsd: 9, costNanoUsd: 5 }]),
          );
          await writer.appendOpenAttempts(
            records
              .slice(50)
              .map(({ id }) =>
                sampleOpenAttempt({ requestId: id, attemptId: `${id.replace('req_', 'att_')}0`, heldNanoUsd: 9 }),
              ),
          );
          await writer.appendRequests(records);
        }
      };
      let isWriting = true;
      const writing = write().finally(() => {
        isWriting = false;
      });
      while (isWriting) {
        expect(await reader.ledger.verify()).toEqual([]);
        await nextTurn();
      }
      await writing;
      expect(await reader.ledger.verify()).toEqual([]);
    });
  });
}

import { expect, test } from 'vitest';
import type { GrantBook, GrantOrder } from './grant-book.ts';

interface BooksOfTwo {
  readonly one: GrantBook;
  readonly other: GrantBook;
}

let limits = 0;

/** What every book of grants promises. Each limit is named once, so that the tests don't meet. */
export function grantBookContract({ open }: { open: () => BooksOfTwo }): void {
  const ask = (order: Partial<GrantOrder> = {}): GrantOrder => ({
    name: `limit-${limits}`,
    kind: 'minute',
    limit: 100,
    used: 0,
    kept: 0,
    wanted: 0,
    largest: Math.min(1, order.wanted ?? 0),
    returnsInMs: undefined,
    endsInMs: order.kind === 'day' ? 3_600_000 : undefined,
    ...order,
  });
  const books = () => {
    limits++;
    const { one, other } = open();
    const first = (book: GrantBook) => async (order: Partial<GrantOrder>) => {
      const [answer] = await book.settle([ask(order)]);
      if (answer === undefined) throw new Error('there was no answer');
      return answer;
    };
    return { one, other, askOne: first(one), askOther: first(other) };
  };

  test('who asks gets what he wants, and an eighth of the rest in reserve', async () => {
    const { askOne } = books();
    expect(await askOne({ wanted: 20 })).toEqual({ granted: 30, others: 0, returnsInMs: undefined, wasKnown: false });
  });

  test('no reserve is left for fewer than four more', async () => {
    const { askOne } = books();
    expect(await askOne({ limit: 30, wanted: 5 })).toMatchObject({ granted: 5 });
    expect(await askOne({ limit: 40, wanted: 2, largest: 2 })).toMatchObject({ granted: 2 });
  });

  test('what one has, the other does not get', async () => {
    const { askOne, askOther } = books();
    await askOne({ wanted: 60 });
    expect(await askOther({ wanted: 70 })).toMatchObject({ granted: 35, others: 65 });
    expect(await askOne({ used: 65, kept: 65, wanted: 1 })).toMatchObject({ granted: 65, others: 35 });
  });

  test('what is kept stays, and what is given back is there for the other', async () => {
    const { askOne, askOther } = books();
    await askOne({ wanted: 90 });
    expect(await askOne({ used: 10, kept: 40 })).toMatchObject({ granted: 40 });
    expect(await askOther({ wanted: 55 })).toMatchObject({ granted: 55, others: 40 });
  });

  test('what was used before anybody asked counts, beyond the limit too', async () => {
    const { askOne, askOther } = books();
    expect(await askOne({ used: 120, kept: 120, wanted: 5 })).toMatchObject({ granted: 120 });
    expect(await askOther({ wanted: 1 })).toMatchObject({ granted: 0, others: 120 });
  });

  test('what is larger than the limit is granted to who is alone and uses nothing', async () => {
    const { askOne, askOther } = books();
    expect(await askOne({ wanted: 150, largest: 150 })).toMatchObject({ granted: 150 });
    expect(await askOther({ wanted: 1 })).toMatchObject({ granted: 0 });
  });

  test('a limit of zero grants nothing', async () => {
    const { askOne } = books();
    expect(await askOne({ limit: 0, wanted: 1 })).toMatchObject({ granted: 0 });
  });

  test('the next return is the earliest of the others', async () => {
    const { askOne, askOther } = books();
    await askOne({ wanted: 10, returnsInMs: 7_000 });
    const { returnsInMs = 0 } = await askOther({ wanted: 1 });
    expect(returnsInMs).toBeGreaterThan(5_000);
    expect(returnsInMs).toBeLessThanOrEqual(7_000);
    expect(await askOne({ used: 1, kept: 10 })).toMatchObject({ returnsInMs: undefined });
  });

  test('who has nothing any more is forgotten; of a day it is known that he was there', async () => {
    const { askOne, askOther } = books();
    await askOne({ wanted: 10 });
    await askOne({});
    expect(await askOther({ wanted: 1 })).toMatchObject({ wasKnown: false, others: 0 });
    limits++;
    await askOne({ kind: 'day' });
    expect(await askOther({ kind: 'day', wanted: 1 })).toMatchObject({ wasKnown: true, others: 0 });
  });

  test('who leaves leaves behind what he used of a day, and nothing else', async () => {
    const { one, askOne, askOther } = books();
    await askOne({ wanted: 40 });
    await one.leave([ask({ used: 30, kept: 40 })]);
    expect(await askOther({ wanted: 1 })).toMatchObject({ others: 0 });
    limits++;
    await askOne({ kind: 'day', wanted: 40 });
    await one.leave([ask({ kind: 'day', used: 30, kept: 40 })]);
    expect(await askOther({ kind: 'day', wanted: 1 })).toMatchObject({ others: 30 });
  });

  test('many orders are answered in their order', async () => {
    const { one } = books();
    const orders = Array.from({ length: 300 }, (_, at) =>
      ask({ name: `many-${limits}-${at}`, limit: at, wanted: 1_000 }),
    );
    const answers = await one.settle(orders);
    expect(answers.map(({ granted }) => granted)).toEqual(orders.map(({ limit }) => limit));
  });

  test('numbers of any size stay whole', async () => {
    const { askOne } = books();
    expect(await askOne({ limit: 9_007_199_254_740_000, wanted: 8_000_000_000_000_000, largest: 8e15 })).toMatchObject({
      granted: 8_000_000_000_000_000,
    });
  });

  test('gateways that are there are counted', async () => {
    const { one, other } = books();
    await one.beat();
    expect(await other.beat()).toBe(2);
    await other.leave([]);
    expect(await one.beat()).toBe(1);
  });
}

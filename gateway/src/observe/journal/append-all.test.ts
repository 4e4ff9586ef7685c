import { describe, expect, test } from 'vitest';
import { sampleRequestRecord } from '../../../tests/support/sample-request-record.ts';
import type { RequestRecord } from '../../domain/request-record.ts';
import { appendAll, type RequestSink } from './append-all.ts';

const records = Array.from({ length: 100 }, (_, at) => sampleRequestRecord({ id: `req_${at}` }));

/** A store that refuses some records, or everything after a number of calls. */
function sinkThat(behaviour: { refuses?: readonly string[]; failsFromCall?: number }) {
  const stored = new Set<string>();
  const sizes: number[] = [];
  const check = () => {
    if (sizes.length >= (behaviour.failsFromCall ?? Number.POSITIVE_INFINITY)) throw new Error('connection refused');
  };
  const sink: RequestSink = {
    async appendRequests(batch: readonly RequestRecord[]) {
      sizes.push(batch.length);
      check();
      if (batch.some((record) => behaviour.refuses?.includes(record.id))) throw new Error('value out of range');
      for (const record of batch) stored.add(record.id);
    },
    appendOpenAttempts: async () => check(),
    appendContents: async () => check(),
    writeSetting: async () => check(),
  };
  return { sink, stored, sizes };
}

describe('a batch', () => {
  test('goes to the store in one piece', async () => {
    const { sink, stored, sizes } = sinkThat({});
    expect(await appendAll({ records, sink })).toEqual({ done: true, refused: [] });
    expect(sizes).toEqual([100]);
    expect(stored.size).toBe(100);
  });

  test('is offered once, not once for each half, to a store that is down', async () => {
    const { sink, sizes } = sinkThat({ failsFromCall: 1 });
    expect(await appendAll({ records, sink })).toMatchObject({ done: false });
    expect(sizes).toEqual([100]);
  });

  test('loses exactly the records that the store refuses', async () => {
    const { sink, stored } = sinkThat({ refuses: ['req_0', 'req_41', 'req_99'] });
    const result = await appendAll({ records, sink });
    const refused = result.done ? result.refused.map(({ record }) => record.id) : [];
    expect(refused).toEqual(['req_0', 'req_41', 'req_99']);
    expect(stored.size).toBe(97);
  });

  test('refuses nothing because the store went down on the way', async () => {
    const { sink } = sinkThat({ refuses: ['req_41'], failsFromCall: 6 });
    expect(await appendAll({ records, sink })).toMatchObject({ done: false });
  });
});

import { describe, expect, test } from 'vitest';
import { toModelDefinition } from '../../src/config/to-definition.ts';
import { chargeOf } from '../../src/domain/charge-of.ts';
import { invoiceOf } from '../../src/domain/invoice.ts';
import { formatUsd } from '../../src/domain/money.ts';
import { NO_RATES } from '../../src/domain/price.ts';
import { schedulePrices } from '../../src/domain/price-schedule.ts';
import type { StreamFrame } from '../../src/domain/upstream.ts';
import { createNdjsonParser } from '../../src/net/ndjson-parser.ts';
import { createSseParser } from '../../src/net/sse-parser.ts';
import { PROVIDERS } from '../../src/providers/registry.gen.ts';
import { readProviderFixtures } from '../provider-fixtures.ts';
import { type GoldenInvoice, readGoldenInvoices } from './read-golden-invoices.ts';
import { chatDialectOf, fold, readReportedUsage } from './read-reported-usage.ts';

const invoices = readGoldenInvoices();
const networked = [...PROVIDERS].filter(([, adapter]) => adapter.transport === undefined);

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('there is none');
  return value;
}

function schedule({ model, prices, margin_percent: marginPercent }: GoldenInvoice) {
  return schedulePrices({ versions: present(toModelDefinition({ id: model, prices }).prices), marginPercent });
}

test('every provider has golden invoices', () => {
  expect([...invoices.keys()].toSorted()).toEqual(networked.map(([id]) => id).toSorted());
});

describe.each(networked)('%s', (id, adapter) => {
  test.each(invoices.get(id) ?? [])(
    'what is reported becomes the invoice that was computed by hand: $name',
    (golden) => {
      const { whole, streamed } = readReportedUsage({ adapter, golden });
      const input = { prices: schedule(golden), atMs: Date.parse(golden.at), access: golden.access };
      const invoice = invoiceOf({ ...input, usage: whole });
      if ('unpriced' in invoice) throw new Error(`unpriced: ${invoice.unpriced.join()}`);
      const lines = invoice.lines.filter(({ bucket }) => bucket !== 'margin');
      expect(lines.map((line) => [line.bucket, line.amount, line.unitUsd, line.nanoUsd])).toEqual(golden.lines);
      expect(invoice.costNanoUsd - invoice.providerCostNanoUsd).toBe(golden.margin_nano_usd);
      expect(formatUsd(invoice.costNanoUsd)).toBe(golden.cost_usd);
      expect(chargeOf({ ...input, usage: whole }).costNanoUsd).toBe(invoice.costNanoUsd);
      // LESSONS 18: what streams is not cheaper.
      if (streamed !== undefined) expect(invoiceOf({ ...input, usage: streamed })).toEqual(invoice);
    },
  );

  const streams = readProviderFixtures(id).cases.filter(({ streamBytes }) => streamBytes !== undefined);
  test.each(streams)('a stream gives the invoice of the whole answer: $name', ({ model, answer, streamBytes }) => {
    const dialect = chatDialectOf({ adapter, model });
    const reader = dialect.createEventReader();
    const events = framesOf(dialect.framing, present(streamBytes)).flatMap((frame) => reader.push(frame));
    const streamed = fold([...events, ...reader.end()]).usage;
    const whole = fold(dialect.readAnswer(structuredClone(answer))).usage;
    expect(streamed === undefined).toBe(whole === undefined);
    if (whole === undefined || streamed === undefined) return;
    const input = { prices: ALL_DIFFERENT, atMs: 1, access: 'byok' } as const;
    expect(invoiceOf({ ...input, usage: streamed })).toEqual(invoiceOf({ ...input, usage: whole }));
  });
});

/** No two buckets cost the same: a token in the wrong one shows. */
const ALL_DIFFERENT = schedulePrices({
  versions: [
    {
      fromMs: 0,
      price: {
        ...NO_RATES,
        inputUsdPerMtok: 2,
        cachedInputUsdPerMtok: 3,
        cacheWrite5mUsdPerMtok: 5,
        cacheWrite1hUsdPerMtok: 7,
        audioInputUsdPerMtok: 11,
        outputUsdPerMtok: 13,
        reasoningUsdPerMtok: 17,
        audioOutputUsdPerMtok: 19,
        tiers: [],
      },
    },
  ],
  marginPercent: 0,
});

function framesOf(framing: 'sse' | 'ndjson', bytes: Uint8Array): readonly StreamFrame[] {
  if (framing === 'sse') {
    const parser = createSseParser();
    return [...parser.push(bytes), ...parser.end()];
  }
  const parser = createNdjsonParser();
  return [...parser.push(bytes), ...parser.end()].map((data) => ({ event: undefined, data }));
}

import { contentLoggingSchema, retentionSchema } from '@latentkit/contract/retention-schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromContentLogging } from './from-definition.ts';
import { toContentLogging } from './to-definition.ts';

const HOUR_MS = 3_600_000;

test('a retention is one of the whole hours up to 8760, or of the days up to 365', () => {
  for (let count = 0; count <= 10_000; count++) {
    expect(retentionSchema.safeParse(`${count}h`).success, `${count}h`).toBe(count >= 1 && count <= 8_760);
    expect(retentionSchema.safeParse(`${count}d`).success, `${count}d`).toBe(count >= 1 && count <= 365);
  }
  for (const text of ['', 'd', '7', '7 d', '07d', '7w', '1.5d', '-1d', '7D', '7d\n']) {
    expect(retentionSchema.safeParse(text).success, text).toBe(false);
  }
});

test('what is read as a definition is written as words that are read as the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8_760 }), (hours) => {
      const written = fromContentLogging({ retentionMs: hours * HOUR_MS });
      expect(contentLoggingSchema.safeParse(written).success).toBe(true);
      expect(toContentLogging(written)).toEqual({ retentionMs: hours * HOUR_MS });
    }),
  );
  expect(fromContentLogging(undefined)).toBeUndefined();
  expect(toContentLogging(undefined)).toBeUndefined();
});

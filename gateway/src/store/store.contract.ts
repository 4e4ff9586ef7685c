import { describe, expect, test } from 'vitest';
import { describeDefinitions, describeWrites, type NewPlace } from './definitions.contract.ts';
import { describeEvents } from './events.contract.ts';
import { describeIdempotentRequests } from './idempotent-requests.contract.ts';
import { describePlansAndBudgets } from './plans-and-budgets.contract.ts';
import { describeRequestContents } from './request-contents.contract.ts';
import { describeRequestLog } from './request-log.contract.ts';

/** What every store promises, whatever database it is on. */
export function describeStore({ newPlace }: { newPlace: NewPlace }): void {
  describeDefinitions({ newPlace });
  describeWrites({ newPlace });
  describePlansAndBudgets({ newPlace });
  describeEvents({ newPlace });
  describeRequestLog({ newPlace });
  describeRequestContents({ newPlace });
  describeIdempotentRequests({ newPlace });

  describe('opening', () => {
    test('by several processes at once builds the schema once', async () => {
      const place = await newPlace();
      const stores = await Promise.all(Array.from({ length: 4 }, place.open));
      const versions = await Promise.all(stores.map((store) => store.definitionsVersion()));
      expect(versions).toEqual(['0', '0', '0', '0']);
    });
  });

  describe('settings', () => {
    test('are kept, replaced, and seen by other processes', async () => {
      const place = await newPlace();
      const store = await place.open();
      expect(await store.readSetting('greeting')).toBeUndefined();
      await store.writeSetting({ name: 'greeting', value: 'hello' });
      await store.writeSetting({ name: 'greeting', value: 'good day' });
      expect(await (await place.open()).readSetting('greeting')).toBe('good day');
    });
  });
}

import { expect, test } from 'vitest';
import { shownPlace } from './shown-name.ts';

test.each([
  ['models.0.prices.cache_write_5m_usd_per_mtok', 'models.0.prices.cache_write_5m_usd_per_mtok'],
  ['credential.sk-proj-0123456789abcdefghijklmnop', 'credential.sk-proj-…'],
])('%s is shown as %s', (place, shown) => {
  expect(shownPlace(place)).toBe(shown);
});

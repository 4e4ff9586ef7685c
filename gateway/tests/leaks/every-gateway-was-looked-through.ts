import { afterAll, expect } from 'vitest';
import { notLookedThrough } from './open-watches.ts';

// Runs after all hooks of the file's own. Who starts a gateway and never closes it, would never learn what it left.
afterAll(() => {
  expect(notLookedThrough(), 'data folders of gateways that no test has closed').toEqual([]);
});

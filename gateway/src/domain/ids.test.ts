import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIdSource, earliestId, timeOfId } from './ids.ts';

const anyMoment = fc.nat({ max: 2 ** 48 });

test('an id tells the moment that it was made at, and lies between the earliest ids of that moment and the next', () => {
  fc.assert(
    fc.property(anyMoment, (atMs) => {
      const id = createIdSource({ now: () => atMs, randomBytes }).next('req');
      expect(timeOfId({ kind: 'req', id })).toBe(atMs);
      expect(earliestId({ kind: 'req', atMs }) <= id).toBe(true);
      expect(id < earliestId({ kind: 'req', atMs: atMs + 1 })).toBe(true);
    }),
  );
});

test.each([
  '',
  'req_',
  'req_1',
  'att_01kanw9z3g8v2m4q7t1x5c0e6r',
  'req_01kanw9z3g8v2m4q7t1x5c0e6r0',
  'req_o1kanw9z3g8v2m4q7t1x5c0e6r',
])('a text that nobody made as an id tells none: %j', (id) => {
  expect(timeOfId({ kind: 'req', id })).toBeUndefined();
});

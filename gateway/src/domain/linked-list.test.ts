import { expect, test } from 'vitest';
import { LinkedList } from './linked-list.ts';

test('items come back oldest first, whatever was removed between them', () => {
  const list = new LinkedList<string>();
  const [first, second, third] = ['a', 'b', 'c'].map((item) => list.add(item));
  if (first === undefined || second === undefined || third === undefined) throw new Error('three were added');
  expect([list.items(), list.size, list.oldest()?.item]).toEqual([['a', 'b', 'c'], 3, 'a']);
  expect(list.remove(second)).toBe(true);
  expect([list.items(), list.size, list.oldest()?.item]).toEqual([['a', 'c'], 2, 'a']);
  list.remove(first);
  list.add('d');
  expect([list.items(), list.size, list.oldest()?.item]).toEqual([['c', 'd'], 2, 'c']);
  list.remove(third);
  expect(list.items()).toEqual(['d']);
});

test('the last one leaves an empty list, which takes others', () => {
  const list = new LinkedList<number>();
  list.remove(list.add(1));
  expect([list.items(), list.size, list.oldest()?.item]).toEqual([[], 0, undefined]);
  list.add(2);
  expect(list.items()).toEqual([2]);
});

test('what was removed is removed once, and keeps neither its item nor its neighbours', () => {
  const list = new LinkedList<string>();
  list.add('a');
  const link = list.add('b');
  list.add('c');
  expect([list.remove(link), list.remove(link), list.size]).toEqual([true, false, 2]);
  expect(link).toEqual({ item: undefined, before: undefined, after: undefined });
});

test('they are taken out oldest first', () => {
  const list = new LinkedList<string>();
  for (const item of ['a', 'b']) list.add(item);
  expect([list.shift(), list.shift(), list.shift(), list.size]).toEqual(['a', 'b', undefined, 0]);
});

test('what is removed while the items are gone through is still among them', () => {
  const list = new LinkedList<string>();
  const links = ['a', 'b', 'c'].map((item) => list.add(item));
  const seen: string[] = [];
  for (const item of list.items()) {
    for (const link of links) list.remove(link);
    seen.push(item);
  }
  expect([seen, list.size]).toEqual([['a', 'b', 'c'], 0]);
});

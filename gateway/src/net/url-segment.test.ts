import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeUrlSegment, isUrlSegment } from './url-segment.ts';

test.each(['eastus2', 'my-resource_1', 'gpt-4.1'])('%s may stand in a URL template', (value) => {
  expect(isUrlSegment(value)).toBe(true);
});

test.each(['', '.', '..', 'evil.com#', 'evil.com/', 'a?b', 'a%2fb', 'a b', 'a\n', 'ü', 'x'.repeat(129)])(
  '%j may not stand in a URL template',
  (value) => {
    expect(isUrlSegment(value)).toBe(false);
  },
);

test.each(['', '.', '..', '\ud800'])('%j cannot be escaped into a segment', (value) => {
  expect(encodeUrlSegment(value)).toBeUndefined();
});

test('whatever a model is called, it stays one segment of the path', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a/../b', '..%2f', '?x', '#', '%2e%2e', '\\..\\')),
      (value) => {
        const segment = encodeUrlSegment(value);
        fc.pre(segment !== undefined);
        const url = new URL(`https://host.example/v1/models/${segment}:go`);
        expect(url.host).toBe('host.example');
        expect(url.search + url.hash).toBe('');
        expect(url.pathname.split('/')).toHaveLength(4);
        expect(decodeURIComponent(url.pathname)).toBe(`/v1/models/${value}:go`);
      },
    ),
  );
});

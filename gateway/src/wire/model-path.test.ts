import fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelPath } from './model-path.ts';

test.each(['', '.', '..', '\ud800', 'a/../b', '/a', 'a/', 'a//b', '../../x'])('%j has no safe path', (model) => {
  expect(() => modelPath(model)).toThrow(RangeError);
});

test('whatever a model is called, it changes neither the host nor the rest of the path', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('..%2f', '?x', '#', '%2e%2e', '\\..\\', 'vendor/model-1'),
      ),
      (model) => {
        fc.pre(model.isWellFormed() && model.split('/').every((segment) => !['', '.', '..'].includes(segment)));
        const url = new URL(`https://host.example/v1/models/${modelPath(model)}:go`);
        expect(url.host).toBe('host.example');
        expect(url.search + url.hash).toBe('');
        expect(url.pathname.split('/')).toHaveLength(3 + model.split('/').length);
        expect(decodeURIComponent(url.pathname)).toBe(`/v1/models/${model}:go`);
      },
    ),
  );
});

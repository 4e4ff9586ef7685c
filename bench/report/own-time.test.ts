import { expect, test } from 'vitest';
import { ownTimes } from './own-time.ts';

function node(id: number, functionName: string, url: string, children: number[] = []) {
  return { id, callFrame: { functionName, url, lineNumber: id, columnNumber: 0 }, children };
}

const profile = {
  nodes: [
    node(1, '(root)', '', [2, 4, 5]),
    node(2, 'serve', 'file:///serve.js', [3]),
    node(3, 'write', ''),
    node(4, '(idle)', ''),
    node(5, 'post', 'node:inspector', [6]),
    node(6, 'start', ''),
  ],
  samples: [2, 3, 3, 4, 6],
  timeDeltas: [25, 50, 25, 500, 300],
};

test('shares are of the time in which the program did something; the profiler is not part of it', () => {
  expect(ownTimes(profile).map(({ frame, share }) => [frame.functionName, share])).toEqual([
    ['write', 0.75],
    ['serve', 0.25],
  ]);
});

test('native code names the function that called it', () => {
  expect(ownTimes(profile)[0]?.caller?.functionName).toBe('serve');
});

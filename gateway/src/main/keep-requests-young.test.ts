import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/**
 * Makes objects that stay, then others that don't, in one place of the code. Tells by how much the old generation grew at
 * most while the others were made, MiB. Some are made before the measuring begins: what stayed is promoted meanwhile.
 */
const GROWTH = `
import { getHeapSpaceStatistics } from 'node:v8';
const make = (i) => ({ a: i, b: [i, i], c: { i } });
const old = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space').space_used_size / 1_048_576;
for (let round = 0; round < 3; round += 1) {
  const kept = [];
  for (let i = 0; i < 300_000; i += 1) kept.push(make(i));
}
for (let i = 0; i < 600_000; i += 1) make(i);
const before = old();
let sum = 0;
let most = 0;
for (let i = 0; i < 300_000; i += 1) {
  sum += make(i).b.length;
  if (i % 1_000 === 0) most = Math.max(most, old() - before);
}
console.log(JSON.stringify({ sum, most }));
`;

async function growth(): Promise<number> {
  const file = new URL('./keep-requests-young.ts', import.meta.url);
  const code = `import { keepRequestsYoung } from ${JSON.stringify(file.href)};keepRequestsYoung();${GROWTH}`;
  const { stdout } = await run(process.execPath, ['--no-warnings', '--input-type=module', '-e', code]);
  return JSON.parse(stdout).most;
}

test('objects that live for a moment are young, also where others lived long before', async () => {
  // What V8 does by itself is 30 to 46 MiB two times in three: five times none is one chance in some hundred.
  for (let round = 0; round < 5; round++) {
    expect(await growth()).toBeLessThan(5);
  }
});

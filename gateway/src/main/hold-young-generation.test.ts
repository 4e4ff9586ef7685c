import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** All that it allocates stays, as modules do. Tells how large the young generation became, MiB. */
const FILL = `
import { getHeapSpaceStatistics } from 'node:v8';
const kept = [];
function fill() {
  for (let i = 0; i < 400_000; i += 1) kept.push({ a: i, b: [i, i], c: { i } });
  kept.length = 0;
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size / 1_048_576;
}
`;

async function inProcess(script: string): Promise<number[]> {
  const file = new URL('./hold-young-generation.ts', import.meta.url);
  const code = `import { holdYoungGeneration } from ${JSON.stringify(file.href)};${FILL}${script}`;
  const { stdout } = await run(process.execPath, ['--no-warnings', '--input-type=module', '-e', code]);
  return JSON.parse(stdout);
}

test('the young generation stays small while it is held, and grows once released', async () => {
  const [held = Infinity, released = 0] = await inProcess(`
    const release = holdYoungGeneration();
    const held = fill();
    release();
    fill();
    console.log(JSON.stringify([held, fill()]));`);
  // How far it may grow depends on the machine.
  expect(released).toBeGreaterThanOrEqual(16);
  expect(held).toBeLessThan(released / 2);
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { argv, exit } from 'node:process';
import { MATRIX_PAGE } from '../gateway/tests/fault-matrix/matrix-page.ts';
import { runFaultMatrix } from '../gateway/tests/fault-matrix/run-fault-matrix.ts';
import { runRetryAfter } from '../gateway/tests/fault-matrix/run-retry-after.ts';
import { writeMatrix } from '../gateway/tests/fault-matrix/write-matrix.ts';

/** Runs the fault matrix and writes its page; with --check it writes nothing, and fails if the page says something else. */
const startedAt = performance.now();
const page = writeMatrix({ cells: await runFaultMatrix(), cooling: await runRetryAfter() });
console.log(`fault matrix: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
if (!argv.includes('--check')) {
  mkdirSync(dirname(MATRIX_PAGE), { recursive: true });
  writeFileSync(MATRIX_PAGE, page);
} else if (readFileSync(MATRIX_PAGE, 'utf8') !== page) {
  console.error('docs/reliability/fault-matrix.md is not what this run has seen');
  exit(1);
}

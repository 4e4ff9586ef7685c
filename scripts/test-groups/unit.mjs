import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../run-command.mjs';

export const name = 'unit, architecture and scenarios';

/** @type {import('../test-group.mjs').RunGroup} */
export async function run({ repository, node, env }) {
  const folder = mkdtempSync(join(tmpdir(), 'latentkit-unit-'));
  const report = join(folder, 'report.json');
  const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const { ok } = await runCommand({
      command: node,
      args: [vitest, 'run', ...reporters],
      cwd: repository,
      env,
      show: true,
    });
    return countTests({ ok, report: JSON.parse(readFileSync(report, 'utf8')) });
  } catch (error) {
    console.log(`vitest left no report: ${error}`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {{ ok: boolean, report: any }} outcome */
function countTests({ ok, report }) {
  const { numPassedTests: passed, numPendingTests, numTodoTests, testResults } = report;
  // A file that cannot even be loaded has no tests that could fail.
  const brokenFiles = testResults.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' && !file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  const skippedNames = testResults.flatMap((/** @type {any} */ file) =>
    file.assertionResults
      .filter((/** @type {any} */ test) => ['pending', 'skipped', 'todo'].includes(test.status))
      .map((/** @type {any} */ test) => test.fullName),
  );
  return {
    passed,
    // An error outside of every test fails the run too.
    failed: !ok && failed === 0 ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
    reason: skippedNames.slice(0, 5).join('; '),
  };
}

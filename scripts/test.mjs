// `npm test`: installs what is missing, runs every group, and ends with one line that counts.
// `npm test -- unit lint` runs only the groups that are named. With CI=true a skipped test counts as failed.
import { readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findNode, noFittingNodeMessage } from '../gateway/bin/find-node.mjs';
import { installDependencies } from './install-dependencies.mjs';
import { REPOSITORY } from './repository.mjs';
import { setUpTests } from './setup-test.mjs';
import { GROUPS } from './test-group.mjs';

const isCi = process.env.CI === 'true' || process.env.CI === '1';
const chosen = process.argv.slice(2);

checkGroups();
installDependencies();
const node = findNode();
if (node === undefined) fail(noFittingNodeMessage());
setUpTests();

const total = { passed: 0, failed: 0, skipped: 0 };
for (const id of GROUPS.filter((group) => chosen.length === 0 || chosen.includes(group))) {
  const { passed, failed, skipped } = await runGroup(id);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);

/** @param {string} id */
async function runGroup(id) {
  const { name, run } = await import(`./test-groups/${id}.mjs`);
  console.log(`\n── ${name}`);
  const startedAt = performance.now();
  const {
    passed,
    failed,
    skipped = 0,
    reason,
  } = await run({ repository: REPOSITORY, node, env: environment() }).catch((/** @type {unknown} */ error) => {
    console.log(error);
    return { passed: 0, failed: 1 };
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (skipped > 0)
    console.log(`   ${skipped} skipped${isCi ? ', which counts as failed with CI=true' : ''}: ${reason}`);
  console.log(`── ${failed > 0 ? '✗' : '✓'} ${name}: ${passed} of ${passed + failed} in ${seconds} s`);
  return isCi ? { passed, failed: failed + skipped, skipped: 0 } : { passed, failed, skipped };
}

/** @returns {NodeJS.ProcessEnv} */
function environment() {
  const path = [dirname(/** @type {string} */ (node)), join(REPOSITORY, 'node_modules', '.bin'), process.env.PATH];
  return {
    ...process.env,
    PATH: path.join(delimiter),
    // Colours of every dot make a log in a file unreadable.
    ...(process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }),
  };
}

function checkGroups() {
  const files = readdirSync(join(REPOSITORY, 'scripts', 'test-groups')).map((file) => file.replace(/\.mjs$/, ''));
  const unlisted = files.filter((id) => !GROUPS.includes(id));
  if (unlisted.length > 0) fail(`Not in the list of scripts/test-group.mjs: ${unlisted.join(', ')}`);
  const unknown = chosen.filter((id) => !GROUPS.includes(id));
  if (unknown.length > 0) fail(`No such group: ${unknown.join(', ')}. There are: ${GROUPS.join(', ')}`);
}

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}

// `npm run bench:usage`: how fast usage reports are on ten million rows; `npm run bench:usage -- --help` lists the options.
import { join } from 'node:path';
import { findNode, noFittingNodeMessage } from '../gateway/bin/find-node.mjs';
import { installDependencies } from './install-dependencies.mjs';
import { REPOSITORY } from './repository.mjs';
import { runCommand } from './run-command.mjs';

installDependencies();
const node = findNode();
if (node === undefined) {
  console.error(noFittingNodeMessage());
  process.exit(1);
}
const { ok } = await runCommand({
  command: node,
  args: [join(REPOSITORY, 'bench', 'usage', 'run-usage-bench.ts'), ...process.argv.slice(2)],
  cwd: REPOSITORY,
  show: true,
  timeoutMs: 3_600_000,
});
process.exitCode = ok ? 0 : 1;

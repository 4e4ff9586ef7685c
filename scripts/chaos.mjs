// `npm run chaos -- --kills 200`: a gateway in a process of its own, killed again and again under load.
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
  args: [join(REPOSITORY, 'bench', 'chaos', 'run-chaos.ts'), ...process.argv.slice(2)],
  cwd: REPOSITORY,
  show: true,
  timeoutMs: 3_600_000,
});
process.exitCode = ok ? 0 : 1;

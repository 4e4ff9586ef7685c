import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.mjs';

/**
 * A virtual environment with these packages, made once and kept until they change.
 * @param {{ folder: string, env: NodeJS.ProcessEnv, packages: readonly string[], imports: readonly string[] }} options
 * @returns {Promise<{ python?: string, problem?: string }>} its interpreter, or why there is none
 */
export async function installPythonPackages({ folder, env, packages, imports }) {
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const stamp = join(folder, 'installed');
  const works = async () => (await runCommand({ command: python, args: ['-c', `import ${imports.join()}`], env })).ok;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === packages.join() && (await works())) return { python };
  rmSync(folder, { recursive: true, force: true });
  const created = await runCommand({ command: 'python3', args: ['-m', 'venv', folder], env });
  if (!created.ok) return { problem: `no Python virtual environment: ${lastLine(created.output)}` };
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages];
  const installed = await runCommand({ command: python, args, env });
  if (!installed.ok)
    return { problem: `pip could not install ${packages.join(' and ')}: ${lastLine(installed.output)}` };
  writeFileSync(stamp, packages.join());
  return { python };
}

/** @param {string} output */
function lastLine(output) {
  return output.trim().split('\n').at(-1) ?? '';
}

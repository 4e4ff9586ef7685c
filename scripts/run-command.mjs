import { spawn } from 'node:child_process';

/**
 * Runs a command to its end and keeps what it says.
 * @param {{ command: string, args: string[], cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, show?: boolean, timeoutMs?: number }} options
 *   `show`: print the output while it comes, instead of keeping it
 * @returns {Promise<{ ok: boolean, output: string }>} stdout and stderr as they came
 */
export function runCommand({
  command,
  args,
  cwd,
  env = process.env,
  shell = false,
  show = false,
  timeoutMs = 1_800_000,
}) {
  return new Promise((resolve) => {
    const stdio = show ? 'inherit' : ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, args, { cwd, env, shell, stdio: /** @type {any} */ (stdio), timeout: timeoutMs });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', (error) => resolve({ ok: false, output: `${output}${command}: ${error.message}\n` }));
    child.on('close', (code, signal) => {
      if (signal !== null) output += `${command} was ended by ${signal}\n`;
      resolve({ ok: code === 0, output });
    });
  });
}

/**
 * How to start npm from here: with the very npm that started this script, when one did.
 * @param {string[]} args
 * @returns {{ command: string, args: string[], shell: boolean }}
 */
export function npmCommand(args) {
  const { npm_execpath: npmScript, npm_node_execpath: npmNode } = process.env;
  // npm's own Node, not process.execPath: that may be the carried one, which `npm ci` deletes while it works.
  if (npmScript?.endsWith('npm-cli.js') && npmNode)
    return { command: npmNode, args: [npmScript, ...args], shell: false };
  return { command: 'npm', args, shell: process.platform === 'win32' };
}

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findNode, noFittingNodeMessage } from './find-node.mjs';

const BIN_FOLDER = dirname(fileURLToPath(import.meta.url));
const LAUNCHER = join(BIN_FOLDER, 'latentkit.mjs');
const SOURCE_ENTRY = join(BIN_FOLDER, '..', 'src', 'main.ts');
const BUILT_ENTRY = join(BIN_FOLDER, '..', 'dist', 'main.js');

/** Set for a child on a newer Node, which has to end with the process that waits for it. */
export const STARTED_BY_LAUNCHER = 'LATENTKIT_STARTED_BY_LAUNCHER';

/** How long after the start the compiled code is saved: by then what a start needs has been loaded. */
const SAVE_COMPILED_AFTER_MS = 3_000;

/**
 * Runs the command line of LatentKit: in this process when its Node is new enough (one process, so signals and the
 * exit code need no passing on), else in a child on a newer Node.
 * @param {{ args: string[] }} command the arguments after `latentkit`
 */
export async function launch({ args }) {
  const node = findNode();
  if (node === undefined) {
    console.error(noFittingNodeMessage());
    process.exitCode = 1;
  } else if (node === process.execPath) {
    await runHere({ args });
  } else {
    runOn({ node, args });
  }
}

/** @param {{ args: string[] }} command */
async function runHere({ args }) {
  hideExperimentalWarnings();
  // A checkout has the source; a published package has only what was built from it (Node strips no types under
  // node_modules). The source comes first, so that an old build in a checkout is never run by mistake.
  const entry = existsSync(SOURCE_ENTRY) ? SOURCE_ENTRY : BUILT_ENTRY;
  keepCompiledCode();
  process.argv = [process.execPath, LAUNCHER, ...args];
  await import(pathToFileURL(entry).href);
}

/** Node 22 announces node:sqlite and type stripping as experimental on every start; other warnings are kept. */
function hideExperimentalWarnings() {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (/** @type {string | Error} */ warning, /** @type {any[]} */ ...rest) => {
    const kind = typeof rest[0] === 'object' ? rest[0]?.type : rest[0];
    if (kind !== 'ExperimentalWarning') emitWarning(warning, ...rest);
  };
}

/** Keeps compiled code beside the packages, which makes the second start faster. Without a writable folder: none. */
function keepCompiledCode() {
  const modules = nodeModulesFolder();
  if (modules === undefined || module.enableCompileCache === undefined) return;
  module.enableCompileCache(join(modules, '.cache', 'latentkit-compiled'));
  // Node saves at exit by itself; a process that is killed would never have saved.
  setTimeout(() => module.flushCompileCache?.(), SAVE_COMPILED_AFTER_MS).unref();
}

function nodeModulesFolder() {
  const installedIn = BIN_FOLDER.split(/[\\/]node_modules[\\/]/)[0];
  for (let folder = installedIn ?? BIN_FOLDER; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules'))) return join(folder, 'node_modules');
    if (folder === dirname(folder)) return undefined;
  }
}

/** @param {{ node: string, args: string[] }} command */
function runOn({ node, args }) {
  const env = { ...process.env, [STARTED_BY_LAUNCHER]: '1' };
  const child = spawn(node, [LAUNCHER, ...args], { stdio: 'inherit', env });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    // Ctrl-C reaches the child from the terminal already: sent twice it would look like an impatient second Ctrl-C.
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`LatentKit could not be started with ${node}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal === null ? 1 : constants.signals[signal]);
  });
}

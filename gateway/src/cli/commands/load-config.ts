import { type ConfigProblem, formatProblem } from '../../config/config-problem.ts';
import { type ReadConfigResult, readConfig } from '../../config/read-config.ts';
import { CATALOGUE } from '../../control/catalogue/catalogue.ts';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import type { CliContext } from '../cli-context.ts';
import { CliError } from '../cli-error.ts';

/** Reads the file that `-f` names. @throws CliError if it cannot be read at all */
export function loadConfig({
  context,
  file,
}: {
  readonly context: CliContext;
  readonly file: string;
}): ReadConfigResult {
  const text = readText({ context, file });
  return readConfig({ text, path: file, env: context.env, providers: PROVIDERS, catalogue: CATALOGUE });
}

function readText({ context, file }: { readonly context: CliContext; readonly file: string }): string {
  try {
    return context.readFile(file);
  } catch {
    throw new CliError(`The file ${file} cannot be read.`, { hint: 'Check the path and its permissions.' });
  }
}

export function problemLines(problems: readonly ConfigProblem[]): string[] {
  return problems.map(formatProblem);
}

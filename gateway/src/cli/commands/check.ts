import type { CliContext, GlobalOptions } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { printOne } from '../print-list.ts';
import { countText } from '../text-of-values.ts';
import { loadConfig, problemLines } from './load-config.ts';

export interface CheckOptions extends GlobalOptions {
  readonly file: string;
}

/** `latentkit check -f <file>`: everything that is wrong with a configuration file. Touches no data folder. */
export async function check({ context, options }: { context: CliContext; options: CheckOptions }): Promise<number> {
  const read = loadConfig({ context, file: options.file });
  const problems = read.ok ? read.warnings : read.problems;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const json = { ok: read.ok, file: options.file, problems };
  const summary = read.ok
    ? `${options.file} is valid: ${countText({ count: read.config.connections.length, noun: 'connection' })}, ` +
      `${countText({ count: read.config.routes.length, noun: 'route' })}, ` +
      `${countText({ count: read.config.keys.length, noun: 'key' })}.`
    : `${countText({ count: errors, noun: 'error' })} in ${options.file}.`;
  printOne({ context, options, json, lines: [...problemLines(problems), summary] });
  return read.ok ? EXIT.ok : EXIT.problem;
}

import { stringify } from 'yaml';
import type { JsonObject } from '../domain/json.ts';

/** A configuration file as text. @param comments lines that stand above it, without `#` */
export function writeYaml({
  file,
  comments,
}: {
  readonly file: JsonObject;
  readonly comments: readonly string[];
}): string {
  const head = comments.map((line) => (line === '' ? '#\n' : `# ${line}\n`)).join('');
  return `${head}${stringify(file, { lineWidth: 0 })}`;
}

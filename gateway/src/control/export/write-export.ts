import { writeYaml } from '../../config/write-yaml.ts';
import type { ExportedWorkspace } from './export-workspace.ts';

/** The file that `latentkit apply` reads, with the variables that it needs named above it. */
export function writeExport({ file, variables }: ExportedWorkspace): string {
  const comments =
    variables.length === 0
      ? []
      : [
          'Secrets are not exported. Set these before applying it:',
          ...variables.map(({ name, holds }) => `  ${name}: ${holds}`),
          '',
        ];
  return writeYaml({ file, comments });
}

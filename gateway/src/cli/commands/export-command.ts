import { exportWorkspace } from '../../control/export/export-workspace.ts';
import { writeExport } from '../../control/export/write-export.ts';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { findWorkspace } from '../find-definition.ts';

export interface ExportOptions extends GlobalOptions {
  readonly workspace?: string | undefined;
}

/** `latentkit export`: a workspace as the file that `latentkit apply` reads, without its secrets. */
export async function exportCommand({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: ExportOptions;
}): Promise<number> {
  const exported = await withInstallation({
    context,
    options,
    work: async ({ store, vault }) => {
      const definitions = await store.readDefinitions();
      const workspace = findWorkspace({ definitions, workspace: options.workspace });
      return exportWorkspace({ workspace, definitions, vault, providers: PROVIDERS });
    },
  });
  context.write(options.json ? `${JSON.stringify(exported)}\n` : writeExport(exported));
  return EXIT.ok;
}

import { exportWorkspace } from '../../export/export-workspace.ts';
import { writeExport } from '../../export/write-export.ts';
import { workspaceAct } from '../act.ts';

const YAML = 'application/yaml';

export const exportWorkspaceFile = workspaceAct({
  id: 'exportWorkspace',
  method: 'get',
  path: '/workspaces/{workspaceId}/export',
  summary: 'The workspace as a configuration file, without its secrets',
  description: '`latentkit apply -f` makes the same workspace of it, once the variables that it names are set.',
  permission: 'workspace.delete',
  fileType: YAML,
  async handle({ deps, workspace, definitions }) {
    const { vault, providers } = deps;
    const text = writeExport(exportWorkspace({ workspace, definitions, vault, providers }));
    return { file: { type: YAML, name: 'latentkit.yaml', text } };
  },
});

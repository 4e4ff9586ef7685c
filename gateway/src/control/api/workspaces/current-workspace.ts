import type { WorkspaceDefinition } from '../../../domain/definitions.ts';
import { notFound } from '../require-own.ts';

/** A workspace as it is within the transaction. @throws GatewayError not_found where it was removed a moment ago */
export function currentWorkspace({
  workspaces,
  id,
}: {
  readonly workspaces: readonly WorkspaceDefinition[];
  readonly id: string;
}): WorkspaceDefinition {
  const current = workspaces.find((workspace) => workspace.id === id);
  if (current === undefined) throw notFound({ noun: 'workspace', list: '/api/workspaces' });
  return current;
}

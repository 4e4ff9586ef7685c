import type { Act } from './act.ts';
import { getWorkspace } from './workspaces/get-workspace.ts';
import { listWorkspaces } from './workspaces/list-workspaces.ts';
import { updateWorkspace } from './workspaces/update-workspace.ts';

/** Every act of the control plane. What does not stand here has no address. */
export const ACTS: readonly Act[] = [listWorkspaces, getWorkspace, updateWorkspace];

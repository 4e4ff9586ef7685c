import type { Act } from './act.ts';
import { createInvitation } from './members/create-invitation.ts';
import { getMember } from './members/get-member.ts';
import { listInvitations } from './members/list-invitations.ts';
import { listMembers } from './members/list-members.ts';
import { removeInvitation } from './members/remove-invitation.ts';
import { removeMember } from './members/remove-member.ts';
import { updateMember } from './members/update-member.ts';
import { createWorkspace } from './workspaces/create-workspace.ts';
import { exportWorkspaceFile } from './workspaces/export-workspace.ts';
import { getWorkspace } from './workspaces/get-workspace.ts';
import { listWorkspaces } from './workspaces/list-workspaces.ts';
import { resumeWorkspace } from './workspaces/resume-workspace.ts';
import { suspendWorkspace } from './workspaces/suspend-workspace.ts';
import { updateWorkspace } from './workspaces/update-workspace.ts';

/** Every act of the control plane. What does not stand here has no address. */
export const ACTS: readonly Act[] = [
  listWorkspaces,
  createWorkspace,
  getWorkspace,
  updateWorkspace,
  suspendWorkspace,
  resumeWorkspace,
  exportWorkspaceFile,
  listMembers,
  getMember,
  updateMember,
  removeMember,
  listInvitations,
  createInvitation,
  removeInvitation,
];

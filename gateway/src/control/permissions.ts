import type { Role } from '../domain/member.ts';

/**
 * Who may do what: the one table of it. Each act of the control plane asks for one of these; the roles of a workspace have
 * those that name them. Shown as a page by `scripts/generate.ts`.
 */
export const PERMISSIONS = {
  'workspace.read': {
    says: 'See the workspace and its settings',
    roles: ['owner', 'admin', 'developer', 'billing', 'viewer'],
  },
  'workspace.write': { says: 'Change name, limits and budget of the workspace', roles: ['owner', 'admin'] },
  'workspace.delete': { says: 'Delete or export the whole workspace', roles: ['owner'] },
  'members.read': {
    says: 'See who belongs to the workspace',
    roles: ['owner', 'admin', 'developer', 'billing', 'viewer'],
  },
  'members.write': { says: 'Invite people, change their roles, remove them', roles: ['owner', 'admin'] },
  'tokens.write': { says: 'See, make and revoke service tokens', roles: ['owner', 'admin'] },
  'connections.read': {
    says: 'See connections, never their secrets',
    roles: ['owner', 'admin', 'developer', 'viewer'],
  },
  'connections.write': { says: 'Add, change, check and remove connections', roles: ['owner', 'admin'] },
  'routes.read': { says: 'See routes, versions and drafts', roles: ['owner', 'admin', 'developer', 'viewer'] },
  'routes.write': { says: 'Edit drafts and run their tests', roles: ['owner', 'admin', 'developer'] },
  'routes.publish': { says: 'Publish, roll back, canary, schedule, shadow', roles: ['owner', 'admin', 'developer'] },
  'keys.read': { says: 'See keys, never their secrets', roles: ['owner', 'admin', 'developer', 'viewer'] },
  'keys.write': { says: 'Create, change, rotate and revoke keys', roles: ['owner', 'admin', 'developer'] },
  'budgets.read': {
    says: 'See budgets, credits and plans',
    roles: ['owner', 'admin', 'developer', 'billing', 'viewer'],
  },
  'budgets.write': { says: 'Change budgets', roles: ['owner', 'admin', 'billing'] },
  'usage.read': { says: 'See usage and costs', roles: ['owner', 'admin', 'developer', 'billing', 'viewer'] },
  'requests.read': { says: 'See the request log', roles: ['owner', 'admin', 'developer', 'viewer'] },
  'contents.read': { says: 'Read what logged requests said, where it is kept', roles: ['owner', 'admin', 'developer'] },
  'contents.replay': { says: 'Run a logged request once more, on any release', roles: ['owner', 'admin', 'developer'] },
  'contents.delete': { says: 'Delete what is kept of logged requests', roles: ['owner', 'admin'] },
  'webhooks.read': { says: 'See webhooks and their deliveries', roles: ['owner', 'admin', 'developer', 'viewer'] },
  'webhooks.write': { says: 'Change webhooks, replay deliveries', roles: ['owner', 'admin'] },
  'audit.read': { says: 'See and export the audit log', roles: ['owner', 'admin'] },
  'installation.read': { says: 'See the health of the installation and its workspaces', roles: [] },
  'installation.audit': { says: 'See, export and verify the audit log of the whole installation', roles: [] },
  'installation.write': { says: 'Workspaces, plans, credits, shared connections, people', roles: [] },
} as const satisfies Readonly<Record<string, { readonly says: string; readonly roles: readonly Role[] }>>;

export type Permission = keyof typeof PERMISSIONS;

export const ALL_PERMISSIONS: readonly Permission[] = Object.keys(PERMISSIONS).filter(isPermission);

export function isPermission(text: string): text is Permission {
  return Object.hasOwn(PERMISSIONS, text);
}

/** Of the installation rather than of one workspace: no role has them, an administrator of the installation does. */
export function isOfInstallation(permission: Permission): boolean {
  return permission.startsWith('installation.');
}

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  const has = (roles: readonly Role[]) => roles.includes(role);
  return new Set(ALL_PERMISSIONS.filter((permission) => has(PERMISSIONS[permission].roles)));
}

const MEMBERS_ONLY: ReadonlySet<Permission> = new Set(['requests.read', 'contents.read', 'contents.replay']);

/**
 * What an administrator of the installation may do in any workspace: everything that shows no task and no answer. The
 * request log, and what is kept of requests, is left to the members.
 */
export const ADMINISTRATORS_PERMISSIONS: ReadonlySet<Permission> = new Set(
  ALL_PERMISSIONS.filter((permission) => !MEMBERS_ONLY.has(permission)),
);

import { GatewayError } from '../../../domain/gateway-error.ts';
import type { WorkspaceId } from '../../../domain/ids.ts';
import type { Role } from '../../../domain/member.ts';
import { type Permission, permissionsOf } from '../../permissions.ts';
import type { Caller } from '../caller.ts';

/** Nobody gives a role that may do more than they may themselves (RELIABILITY K7). @throws GatewayError permission_denied */
export function requireMayGive({
  role,
  caller,
  workspaceId,
}: {
  readonly role: Role;
  readonly caller: Caller;
  readonly workspaceId: WorkspaceId;
}): void {
  // Whoever administers the installation gives any role: they may not read tasks, and can't give themselves a place.
  if (caller.ofInstallation.has('installation.write')) return;
  const own: ReadonlySet<Permission> = caller.permissionsIn(workspaceId) ?? new Set();
  const beyond = [...permissionsOf(role)].filter((permission) => !own.has(permission));
  if (beyond.length === 0) return;
  throw new GatewayError('permission_denied', {
    reason: 'role',
    param: 'role',
    message: `The role "${role}" may do more than you may (${beyond.join(', ')}).`,
    hint: 'Ask an owner of the workspace.',
  });
}

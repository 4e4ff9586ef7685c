import { ROLES } from '../../domain/member.ts';
import type { GroupRole } from '../../domain/people.ts';

type Grant = Omit<GroupRole, 'group'>;

/** What somebody's groups give: in each workspace the role that may do most. */
export function grantsOf({
  groups,
  groupRoles,
}: {
  readonly groups: readonly string[];
  readonly groupRoles: readonly GroupRole[];
}): Grant[] {
  const grants = new Map<string, Grant>();
  for (const { group, workspaceId, role } of groupRoles) {
    const known = grants.get(workspaceId);
    const isMore = known === undefined || ROLES.indexOf(role) < ROLES.indexOf(known.role);
    if (groups.includes(group) && isMore) grants.set(workspaceId, { workspaceId, role });
  }
  return [...grants.values()];
}

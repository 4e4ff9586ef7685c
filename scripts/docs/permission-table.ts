import { ADMINISTRATORS_PERMISSIONS, ALL_PERMISSIONS, PERMISSIONS } from '../../gateway/src/control/permissions.ts';
import { ROLES, type Role } from '../../gateway/src/domain/member.ts';
import { markdownTable } from './markdown-table.ts';

/** Who may do what: permissions down, roles across. */
export function writePermissionTable(): string {
  const rows = ALL_PERMISSIONS.map((permission) => {
    const { says, roles } = PERMISSIONS[permission];
    const has: readonly Role[] = roles;
    return [
      `\`${permission}\``,
      says,
      ...ROLES.map((role) => tick(has.includes(role))),
      tick(ADMINISTRATORS_PERMISSIONS.has(permission)),
    ];
  });
  return markdownTable({ head: ['Permission', 'To …', ...ROLES, 'installation'], rows });
}

function tick(yes: boolean): string {
  return yes ? '✓' : '';
}

import type { Actor } from '../../domain/actor.ts';
import type { PersonId, WorkspaceId } from '../../domain/ids.ts';
import type { Permission } from '../permissions.ts';

/** Who calls the control plane, and what for. */
export interface Caller {
  readonly actor: Actor;
  /** Of the whole installation: everything that no single workspace owns. */
  readonly ofInstallation: ReadonlySet<Permission>;
  /** Undefined: the caller has no place there, and isn't told that the workspace exists. */
  permissionsIn(workspaceId: WorkspaceId): ReadonlySet<Permission> | undefined;
  /** Set for somebody who signed in: their id. */
  readonly personId: PersonId | undefined;
}

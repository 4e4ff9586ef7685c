import type { InvitationId, PersonId, ServiceTokenId, WorkspaceId } from './ids.ts';

/** What somebody may do in a workspace, most first. */
export const ROLES = ['owner', 'admin', 'developer', 'billing', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** A person's place in a workspace. */
export interface Member {
  readonly workspaceId: WorkspaceId;
  readonly personId: PersonId;
  readonly role: Role;
  /** Where the role comes from: somebody gave it, or the groups that single sign-on tells; those change with each sign-in. */
  readonly source: 'given' | 'groups';
  readonly createdAtMs: number;
}

/** An invitation into a workspace, worth something to whoever has its secret until it is taken or runs out. */
export interface Invitation {
  readonly id: InvitationId;
  readonly workspaceId: WorkspaceId;
  readonly email: string;
  readonly role: Role;
  /** HMAC-SHA-256 of the secret in the link, hex. */
  readonly digest: string;
  readonly expiresAtMs: number;
  readonly takenAtMs: number | undefined;
  readonly createdAtMs: number;
}

/** A token for automation: `lkadm_…`. */
export interface ServiceToken {
  readonly id: ServiceTokenId;
  /** Undefined: of the whole installation. */
  readonly workspaceId: WorkspaceId | undefined;
  readonly name: string;
  /** HMAC-SHA-256 of the whole token, hex. */
  readonly digest: string;
  /** `lkadm_ab12…wxyz`: enough to recognise it. */
  readonly display: string;
  /** What it may do: permissions, as they stand in the table of the control plane. */
  readonly scopes: readonly string[];
  readonly expiresAtMs: number | undefined;
  readonly revokedAtMs: number | undefined;
  readonly createdAtMs: number;
}

/** Who has a place where. Read on each call of the control plane, never on the way of a task. */
export interface AccessStore {
  membersOf(query: { readonly workspaceId: WorkspaceId }): Promise<readonly Member[]>;
  membershipsOf(query: { readonly personId: PersonId }): Promise<readonly Member[]>;
  invitationsOf(query: { readonly workspaceId: WorkspaceId }): Promise<readonly Invitation[]>;
  findInvitation(query: { readonly digest: string }): Promise<Invitation | undefined>;
  serviceTokens(query: { readonly workspaceId: WorkspaceId | undefined }): Promise<readonly ServiceToken[]>;
  findServiceToken(query: { readonly digest: string }): Promise<ServiceToken | undefined>;
}

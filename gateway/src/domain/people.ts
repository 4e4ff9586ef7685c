import type { ActingAs, ActOrigin, Actor } from './actor.ts';
import type { PersonId, SessionId } from './ids.ts';
import type { Role } from './member.ts';

/** Somebody who can sign in. What they may do in a workspace is a matter of its members. */
export interface Person {
  readonly id: PersonId;
  /** In lower case; two people never have the same. */
  readonly email: string;
  readonly name: string;
  /** Administers the whole installation. */
  readonly isInstallationAdmin: boolean;
  /** Signing in with a password needs a code of an authenticator app as well. */
  readonly hasTwoFactor: boolean;
  /** May not sign in, and no session of theirs counts. */
  readonly disabled: boolean;
  readonly createdAtMs: number;
}

export interface PersonSession {
  readonly id: SessionId;
  readonly clientIp: string;
  readonly userAgent: string;
  readonly createdAtMs: number;
  /** Exact to five minutes. */
  readonly lastUsedAtMs: number;
  /** At this moment at the latest, whether it is used or not. */
  readonly expiresAtMs: number;
}

/** A role that a group of the identity provider gives. */
export interface GroupRole {
  readonly group: string;
  readonly workspaceId: string;
  readonly role: Role;
}

/** An OpenID Connect provider that people may sign in with. */
export interface SsoProvider {
  /** A name for addresses: `a-z`, `0-9`, `-`. */
  readonly id: string;
  /** What the button says. */
  readonly name: string;
  /** As the provider's discovery document names it. */
  readonly issuer: string;
  readonly clientId: string;
  /** Asked for besides `openid`, `email` and `profile`. */
  readonly scopes: readonly string[];
  /** The claim that lists groups. */
  readonly groupsClaim: string;
  readonly groupRoles: readonly GroupRole[];
  /** Mail domains whose people belong to this provider. */
  readonly domains: readonly string[];
  /** Whoever belongs to this provider signs in there, and no other way. */
  readonly enforced: boolean;
  /** Makes a person of somebody unknown who signs in there; with group roles, only of somebody whom they give one. */
  readonly createsPeople: boolean;
  readonly createdAtMs: number;
}

/** As the installation's administrator writes it. Without a secret, the one that is there stays. */
export type SsoProviderDraft = Omit<SsoProvider, 'createdAtMs'> & { readonly clientSecret: string | undefined };

/** What of a person's identity belongs into the audit log. */
export const PEOPLE_ACTS = [
  'claimed',
  'registered',
  'signed_in',
  'sign_in_failed',
  'signed_out',
  'sessions_ended',
  'password_changed',
  'password_reset',
  'reset_link_made',
  'two_factor_on',
  'two_factor_off',
  'backup_codes_made',
  'passkey_added',
  'passkey_removed',
  'disabled',
  'enabled',
  'installation_admin_given',
  'installation_admin_taken',
  'sso_provider_saved',
  'sso_provider_removed',
] as const;
export type PeopleAct = (typeof PEOPLE_ACTS)[number];

/** For the audit log. `note` says by which way, or why not; never a secret. */
export interface PeopleFact {
  readonly act: PeopleAct;
  /** Undefined: the person, or nobody knows who. */
  readonly actor: Actor | undefined;
  /** Whom it is about. Undefined for an attempt to sign in as nobody. */
  readonly person: Pick<Person, 'id' | 'name' | 'email'> | undefined;
  /** What it is about instead of a person. */
  readonly provider?: SsoProvider | undefined;
  readonly from: ActOrigin | undefined;
  readonly note: string | undefined;
}

/** The credential of a call that a browser makes. */
export interface SessionCall {
  readonly method: string;
  readonly headers: Headers;
}

/** Who is signed in, and as which session. */
export interface SignedIn {
  readonly person: Person;
  readonly sessionId: SessionId;
}

/** Identity: who somebody is, never what they may do. */
export interface People {
  /**
   * Answers the addresses below `/api/auth`. Errors are answers in the contract's shape, too.
   * The address of `request` counts by its path and query only.
   */
  handle(request: Request, from: ActOrigin): Promise<Response>;
  /**
   * Who calls. Undefined: nobody, or nobody any more.
   * @throws GatewayError permission_denied where another site makes somebody's browser change something
   */
  personOf(call: SessionCall): Promise<SignedIn | undefined>;
  /** The link that makes whoever opens it the installation's administrator; undefined once there is somebody. */
  setupLink(): Promise<string | undefined>;
  /** A link that sets a new password: once, within an hour. @throws GatewayError not_found, conflict */
  resetLink(query: { readonly email: string; readonly by?: ActingAs | undefined }): Promise<{ readonly url: string }>;
  find(id: PersonId): Promise<Person | undefined>;
  findByEmail(email: string): Promise<Person | undefined>;
  /** In the order of their ids. */
  list(page: { readonly afterId?: PersonId | undefined; readonly limit: number }): Promise<readonly Person[]>;
  /** Ends their sessions as well. @throws GatewayError not_found, conflict for the last administrator */
  setDisabled(change: PersonSwitch): Promise<Person>;
  /** Ends their sessions: new rights begin with a new one. @throws GatewayError as `setDisabled` */
  setInstallationAdmin(change: PersonSwitch): Promise<Person>;
  /** Returns how many there were. */
  endSessions(of: { readonly personId: PersonId; readonly by?: ActingAs | undefined }): Promise<number>;
  ssoProviders(): Promise<readonly SsoProvider[]>;
  /** @throws GatewayError validation_error */
  saveSsoProvider(draft: SsoProviderDraft & { readonly by?: ActingAs | undefined }): Promise<SsoProvider>;
  /** People keep what else lets them in. */
  removeSsoProvider(id: string, by?: ActingAs): Promise<void>;
  /** Waits for mail that is on its way. */
  close(): Promise<void>;
}

export interface PersonSwitch {
  readonly personId: PersonId;
  readonly on: boolean;
  readonly by?: ActingAs | undefined;
}

/** The invitations, as identity needs them. */
export interface InvitationDoor {
  /** Undefined: there is no such invitation, or not any more. */
  find(invitation: { readonly token: string }): Promise<{ readonly email: string } | undefined>;
  /** Takes it for this person: once. False: somebody was faster. */
  take(invitation: { readonly token: string; readonly person: Person }): Promise<boolean>;
}

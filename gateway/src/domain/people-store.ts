import type { PersonId, SessionId } from './ids.ts';
import type { Person, PersonSession, SsoProvider } from './people.ts';

/** The tables that the sign-in library works on, under its own names. */
export const IDENTITY_TABLES = ['user', 'session', 'account', 'verification', 'twoFactor', 'passkey'] as const;
export type IdentityTable = (typeof IDENTITY_TABLES)[number];

export type IdentityValue = string | number | null;
/** Column names, as the tables have them: moments end in `_ms`, truth is 0 or 1. */
export type IdentityRow = Readonly<Record<string, IdentityValue>>;

export interface IdentityCondition {
  readonly column: string;
  readonly operator:
    | 'eq'
    | 'ne'
    | 'lt'
    | 'lte'
    | 'gt'
    | 'gte'
    | 'in'
    | 'not_in'
    | 'contains'
    | 'starts_with'
    | 'ends_with';
  readonly value: IdentityValue | readonly IdentityValue[];
  /** How it joins the others. */
  readonly connector: 'AND' | 'OR';
}

interface Selection {
  readonly table: IdentityTable;
  readonly where: readonly IdentityCondition[];
}

/** Rows of identity, read and written one statement at a time. */
export interface IdentityRows {
  insert(input: { readonly table: IdentityTable; readonly row: IdentityRow }): Promise<IdentityRow>;
  select(
    input: Selection & {
      readonly limit: number;
      readonly offset?: number | undefined;
      readonly sortBy?: { readonly column: string; readonly direction: 'asc' | 'desc' } | undefined;
    },
  ): Promise<readonly IdentityRow[]>;
  count(input: Selection): Promise<number>;
  /** Every row that matches. Returns how many. */
  update(input: Selection & { readonly set: IdentityRow }): Promise<number>;
  /** One row that matches, if it still does when it is written. `add` is added to what the columns hold. */
  updateOne(
    input: Selection & { readonly set: IdentityRow; readonly add?: Readonly<Record<string, number>> | undefined },
  ): Promise<IdentityRow | undefined>;
  delete(input: Selection): Promise<number>;
  /** Removes one row that matches and returns it: of several that ask at once, one gets it. */
  take(input: Selection): Promise<IdentityRow | undefined>;
}

export interface NewPerson {
  readonly id: PersonId;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly isInstallationAdmin: boolean;
  readonly createdAtMs: number;
}

/** A provider with its sealed secret. */
export interface StoredSsoProvider extends SsoProvider {
  readonly sealedSecret: string;
}

/** People at rest. */
export interface PeopleStore {
  readonly rows: IdentityRows;
  isEmpty(): Promise<boolean>;
  /** The first person of the installation. Of any number that come at once, over any number of processes, one is. */
  claim(person: NewPerson): Promise<boolean>;
  /** False: the address is taken. */
  add(person: NewPerson): Promise<boolean>;
  /** With everything of theirs. */
  remove(personId: PersonId): Promise<void>;
  find(personId: PersonId): Promise<Person | undefined>;
  findByEmail(email: string): Promise<Person | undefined>;
  list(page: { readonly afterId?: PersonId | undefined; readonly limit: number }): Promise<readonly Person[]>;
  /** Changes a flag and ends the person's sessions. `last_admin`: nobody could administer the installation after it. */
  setFlag(change: {
    readonly personId: PersonId;
    readonly flag: 'disabled' | 'is_installation_admin';
    readonly on: boolean;
    readonly nowMs: number;
  }): Promise<'done' | 'not_found' | 'last_admin'>;
  /** The ways that a person can sign in: `credential` is a password, the others are ids of providers. */
  waysOf(personId: PersonId): Promise<readonly string[]>;
  sessionsOf(query: {
    readonly personId: PersonId;
    readonly usedSinceMs: number;
    readonly nowMs: number;
  }): Promise<readonly PersonSession[]>;
  /** By the digest of its token, with its person. Whether it still counts is for the caller to say. */
  findSession(query: {
    readonly digest: string;
  }): Promise<{ readonly session: PersonSession; readonly person: Person } | undefined>;
  touchSession(session: { readonly id: SessionId; readonly nowMs: number }): Promise<void>;
  /** All of the person's, only one, or all but one. Returns how many there were. */
  endSessions(of: {
    readonly personId: PersonId;
    readonly only?: SessionId | undefined;
    readonly except?: SessionId | undefined;
  }): Promise<number>;
  /** A secret that sets a new password; those before it count no more. */
  addResetToken(token: {
    readonly personId: PersonId;
    readonly digest: string;
    readonly expiresAtMs: number;
    readonly nowMs: number;
  }): Promise<void>;
  ssoProviders(): Promise<readonly StoredSsoProvider[]>;
  saveSsoProvider(provider: StoredSsoProvider): Promise<void>;
  /** With the links of people to it. */
  removeSsoProvider(id: string): Promise<void>;
  /** Forgets sessions and secrets whose time is over. Returns how many. */
  forgetExpired(query: { readonly nowMs: number; readonly sessionsUnusedSinceMs: number }): Promise<number>;
}

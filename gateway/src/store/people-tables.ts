/** This one and the next three are written by the sign-in library as well, which names some of their columns. */
export interface PeopleTable {
  id: string;
  email: string;
  name: string;
  email_verified: number;
  image: string | null;
  two_factor_enabled: number;
  is_installation_admin: number;
  disabled: number;
  created_at_ms: number;
  updated_at_ms: number;
}

export interface PeopleSessionsTable {
  id: string;
  user_id: string;
  /** Digest of the secret in the cookie. */
  token: string;
  ip_address: string | null;
  user_agent: string | null;
  expires_at_ms: number;
  created_at_ms: number;
  /** When it was last used. */
  updated_at_ms: number;
}

/** A way to sign in: a password (`credential`), or the subject at an identity provider. */
export interface PeopleAccountsTable {
  id: string;
  user_id: string;
  provider_id: string;
  account_id: string;
  password: string | null;
  created_at_ms: number;
  updated_at_ms: number;
}

export interface PeopleVerificationsTable {
  id: string;
  /** Digest of a secret that somebody holds. */
  identifier: string;
  value: string;
  expires_at_ms: number;
  created_at_ms: number;
  updated_at_ms: number;
}

export interface PeopleSsoProvidersTable {
  id: string;
  name: string;
  issuer: string;
  client_id: string;
  sealed_secret: string;
  /** JSON, as the next three. */
  scopes: string;
  groups_claim: string;
  group_roles: string;
  domains: string;
  enforced: number;
  creates_people: number;
  created_at_ms: number;
}

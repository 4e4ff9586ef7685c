import type { FetchJson } from '../domain/fetch-json.ts';
import type { GatewayError } from '../domain/gateway-error.ts';
import type { IdSource } from '../domain/ids.ts';
import type { GroupRole, InvitationDoor, PeopleFact, Person } from '../domain/people.ts';
import type { PeopleStore } from '../domain/people-store.ts';
import type { Clock, Log } from '../domain/ports.ts';
import type { Vault } from '../domain/vault.ts';
import type { ScryptCost } from './hash-password.ts';
import type { Mailer } from './send-mail.ts';
import type { SetupToken } from './setup-token.ts';

/** What identity works with. */
export interface PeopleDeps {
  readonly store: PeopleStore;
  readonly vault: Vault;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Where browsers find the installation: scheme, host and port, as `URL.origin` gives them. */
  readonly publicOrigin: string;
  /** Undefined: links are given to people by the operator. */
  readonly mailer: Pick<Mailer, 'send' | 'close'> | undefined;
  readonly setup: SetupToken;
  readonly invitations: InvitationDoor;
  /** How identity providers are reached: the only calls that leave, besides mail. */
  readonly fetchJson: FetchJson;
  /** Writes an error as the rest of the gateway does. */
  readonly writeError: (input: { readonly error: GatewayError; readonly requestId: string }) => object;
  audit(fact: PeopleFact): Promise<void>;
  /** The first person of the installation: gives them their first workspace. */
  onClaimed(person: Person): Promise<void>;
  /**
   * Somebody signed in with a provider that tells groups. `grants`: every role that the groups give now, at most one a
   * workspace; what earlier groups gave and these don't, is over. Where it throws, nobody is signed in.
   */
  onSignedInWithGroups(told: {
    readonly person: Person;
    readonly providerId: string;
    readonly groups: readonly string[];
    readonly grants: readonly Omit<GroupRole, 'group'>[];
  }): Promise<void>;
  /** For tests: a cheaper hash. */
  readonly scryptCost?: ScryptCost;
}

import type { FetchJson } from '../../domain/fetch-json.ts';
import { GatewayError } from '../../domain/gateway-error.ts';
import type { SsoProvider, SsoProviderDraft } from '../../domain/people.ts';
import type { PeopleStore, StoredSsoProvider } from '../../domain/people-store.ts';
import type { Clock, Log } from '../../domain/ports.ts';
import type { Vault } from '../../domain/vault.ts';
import { checkSsoDraft } from './check-sso-draft.ts';
import { type Discovered, discover } from './discover.ts';
import type { SsoConnection } from './sso-plugin.ts';

const DISCOVERY_COUNTS_MS = 10 * 60_000;

export interface SsoDirectory {
  list(): Promise<readonly SsoProvider[]>;
  save(draft: SsoProviderDraft): Promise<SsoProvider>;
  remove(id: string): Promise<void>;
  /** Everything that signing in with it takes. @throws GatewayError not_found, sign_in_failed */
  connect(id: string): Promise<SsoConnection>;
}

export function createSsoDirectory({
  store,
  vault,
  clock,
  log,
  fetchJson,
}: {
  readonly store: PeopleStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetchJson: FetchJson;
}): SsoDirectory {
  const discoveries = new Map<string, { readonly discovered: Discovered; readonly atMs: number }>();
  const discoverOnce = async (issuer: string): Promise<Discovered> => {
    const known = discoveries.get(issuer);
    if (known !== undefined && clock.now() - known.atMs < DISCOVERY_COUNTS_MS) return known.discovered;
    const discovered = await discover({ issuer, fetchJson });
    discoveries.set(issuer, { discovered, atMs: clock.now() });
    return discovered;
  };
  return {
    async list() {
      return (await store.ssoProviders()).map(withoutSecret);
    },
    async save(draft) {
      const { clientSecret, ...said } = checkSsoDraft(draft);
      const known = (await store.ssoProviders()).find(({ id }) => id === said.id);
      const sealedSecret = sealedSecretOf({ vault, known, said, clientSecret });
      const provider = { ...said, createdAtMs: known?.createdAtMs ?? clock.now() };
      await store.saveSsoProvider({ ...provider, sealedSecret });
      return provider;
    },
    remove: (id) => store.removeSsoProvider(id),
    async connect(id) {
      const stored = (await store.ssoProviders()).find((provider) => provider.id === id);
      if (stored === undefined) {
        throw new GatewayError('not_found', {
          message: 'There is no such identity provider.',
          hint: 'See the list of them.',
        });
      }
      const clientSecret = vault.open({ sealed: stored.sealedSecret, binding: bindingOf(stored) });
      try {
        return { provider: withoutSecret(stored), clientSecret, discovered: await discoverOnce(stored.issuer) };
      } catch (error) {
        log.warn({ provider: id, error: String(error) }, 'an identity provider cannot be used');
        throw new GatewayError('sign_in_failed', {
          reason: 'provider_unreachable',
          message: 'The identity provider cannot be reached, or is not set up rightly.',
          hint: 'Try again shortly; the operator finds the cause in the log.',
          cause: error,
        });
      }
    },
  };
}

function withoutSecret({ sealedSecret: _, ...provider }: StoredSsoProvider): SsoProvider {
  return provider;
}

/** The secret belongs to its issuer: one who changes the address has to know it. */
function bindingOf({ id, issuer }: Pick<SsoProvider, 'id' | 'issuer'>): string {
  return `sso_provider ${id} ${issuer}`;
}

function sealedSecretOf(input: {
  readonly vault: Vault;
  readonly known: StoredSsoProvider | undefined;
  readonly said: Pick<SsoProvider, 'id' | 'issuer'>;
  readonly clientSecret: string | undefined;
}): string {
  const { vault, known, said, clientSecret } = input;
  if (clientSecret === undefined && known?.issuer === said.issuer) return known.sealedSecret;
  if (clientSecret === undefined && known !== undefined) {
    throw new GatewayError('validation_error', {
      reason: 'missing_field',
      param: 'client_secret',
      message: 'The issuer is another one, so the client secret must be given again.',
      hint: 'Send "client_secret" with the new issuer: the stored one is only ever sent to the old issuer.',
    });
  }
  return vault.seal({ plaintext: clientSecret ?? '', binding: bindingOf(said) });
}

import { RESPONSE_PROFILES } from '@latentkit/contract/response-profile';
import type { IdSource } from '../domain/ids.ts';
import { displayOfKey, generateKeySecret } from '../domain/key-secret.ts';
import type { Store } from '../domain/store.ts';
import type { Vault } from '../domain/vault.ts';

interface FirstRunInput {
  readonly store: Store;
  readonly vault: Vault;
  readonly ids: IdSource;
  readonly nowMs: number;
  readonly randomBytes: (count: number) => Uint8Array;
}

/**
 * An empty installation gets a workspace, the sandbox as its connection, a route over it and a first key, so that the
 * first request answers without any provider account. Returns the key's secret, which nothing can show again.
 */
export function setUpFirstRun({ store, vault, ids, nowMs, randomBytes }: FirstRunInput): Promise<string | undefined> {
  return store.write({
    actor: { kind: 'setup' },
    work: async (writes) => {
      const { workspaces } = await writes.read();
      if (workspaces.length > 0) return undefined;
      const workspaceId = ids.next('ws');
      const routeId = ids.next('route');
      const common = { workspaceId, owner: 'setup', createdAtMs: nowMs } as const;
      const { owner, createdAtMs } = common;
      await writes.saveWorkspace({
        id: workspaceId,
        name: 'default',
        suspended: false,
        budget: undefined,
        rateLimit: undefined,
        ipRateLimit: undefined,
        ideRateLimit: undefined,
        planName: undefined,
        fileCredits: undefined,
        owner,
        createdAtMs,
      });
      await writes.saveConnection({
        ...common,
        id: ids.next('conn'),
        name: 'sandbox',
        provider: 'sandbox',
        access: 'byok',
        marginPercent: 0,
        enabled: true,
        baseUrl: undefined,
        trusted: false,
        headers: {},
        sealedCredential: undefined,
        credentialVersion: 1,
        models: [],
        shared: false,
      });
      await writes.saveRoute({ ...common, id: routeId, name: 'default' });
      await writes.publishRoute({ routeId, publishedAtMs: nowMs, spec: SANDBOX_ROUTE });
      const secret = generateKeySecret({ kind: 'live', randomBytes });
      await writes.saveKey({
        ...common,
        id: ids.next('key'),
        name: 'first-key',
        kind: 'live',
        routeId,
        secrets: [
          {
            digest: vault.digest(secret),
            display: displayOfKey(secret),
            createdAtMs: nowMs,
            rotatedOutAtMs: undefined,
          },
        ],
        scopes: undefined,
        allowedIps: undefined,
        rateLimit: undefined,
        budget: undefined,
        member: undefined,
        tags: [],
        expiresAtMs: undefined,
        revokedAtMs: undefined,
      });
      return secret;
    },
  });
}

const SANDBOX_ROUTE = {
  attempts: [
    {
      connection: 'sandbox',
      model: 'sandbox',
      profiles: RESPONSE_PROFILES,
      weight: undefined,
      timeoutMs: undefined,
      firstContentTimeoutMs: undefined,
      idleTimeoutMs: undefined,
    },
  ],
  defaultProfile: 'balanced',
  allowProfileOverride: true,
  deadlineMs: 600_000,
  onCut: 'error',
  crossing: 'allowed',
  strategy: 'in_order',
  stickyBy: 'none',
  budget: undefined,
  rateLimit: undefined,
} as const;

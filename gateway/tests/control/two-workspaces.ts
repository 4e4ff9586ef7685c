import { randomBytes } from 'node:crypto';
import type { Permission } from '../../src/control/permissions.ts';
import type { WorkspaceDefinition } from '../../src/domain/definitions.ts';
import { createIdSource } from '../../src/domain/ids.ts';
import type { DefinitionWrites } from '../../src/domain/store.ts';
import { openInstallation } from '../../src/main/open-installation.ts';
import { readSettings } from '../../src/main/read-settings.ts';
import type { TestGateway } from '../scenarios/start-test-gateway.ts';

export const ids = createIdSource({ now: Date.now, randomBytes });

/** Writes past the API, as another process would. */
export async function writeBeside<Result>({
  gateway,
  databaseUrl,
  work,
}: {
  readonly gateway: Pick<TestGateway, 'dataDir'>;
  /** Undefined: the one in its data folder. */
  readonly databaseUrl?: string | undefined;
  readonly work: (writes: DefinitionWrites, digest: (secret: string) => string) => Promise<Result>;
}): Promise<Result> {
  const env = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
  const installation = await openInstallation({
    settings: readSettings({ env, flags: { data: gateway.dataDir } }),
  });
  try {
    const { vault } = installation;
    const digest = (secret: string) => vault.digest(secret);
    return await installation.store.write({ actor: { kind: 'setup' }, work: (writes) => work(writes, digest) });
  } finally {
    await installation.close();
  }
}

/** A service token with these permissions; undefined workspace: of the installation. */
export function giveToken({
  gateway,
  databaseUrl,
  workspace,
  scopes,
  expiresAtMs,
  revokedAtMs,
}: {
  readonly gateway: Pick<TestGateway, 'dataDir'>;
  readonly databaseUrl?: string | undefined;
  readonly workspace: WorkspaceDefinition['id'] | undefined;
  readonly scopes: readonly Permission[];
  readonly expiresAtMs?: number;
  readonly revokedAtMs?: number;
}): Promise<string> {
  const secret = `lkadm_${randomBytes(32).toString('base64url')}`;
  return writeBeside({
    gateway,
    databaseUrl,
    async work(writes, digest) {
      await writes.saveServiceToken({
        id: ids.next('tok'),
        workspaceId: workspace,
        name: 'test',
        digest: digest(secret),
        display: 'lkadm_…',
        scopes,
        expiresAtMs,
        revokedAtMs,
        createdAtMs: Date.now(),
      });
      return secret;
    },
  });
}

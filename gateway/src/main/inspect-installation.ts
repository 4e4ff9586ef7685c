import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Inspection } from '../cli/doctor/inspection.ts';
import { createEgressGuard } from '../net/egress-guard.ts';
import { createHttpTransport } from '../net/http-transport.ts';
import { createUpstreamPools } from '../net/upstream-pools.ts';
import { isDataFolderLocked } from '../store/lock-data-folder.ts';
import { ALL_MIGRATIONS } from '../store/migrations/all-migrations.ts';
import { readSettings } from './read-settings.ts';

interface InspectInput {
  readonly data: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Looks at an installation from outside. Writes nothing. @throws SettingsError, TypeError for settings that are wrong */
export async function inspectInstallation({ data, env }: InspectInput): Promise<Inspection> {
  const settings = readSettings({ env, flags: { data } });
  const { dataDir, egressAllow, redisUrl } = settings;
  const guard = createEgressGuard({ allow: [...egressAllow] });
  const journal = join(dataDir, 'journal');
  const rejected = join(journal, 'rejected.txt');
  return {
    nodeVersion: process.versions.node,
    dataDir,
    database: settings.databaseUrl === undefined ? 'sqlite' : 'postgres',
    schema: ALL_MIGRATIONS.at(-1)?.name ?? 'none',
    masterKeyFrom: settings.masterKey === undefined ? 'file' : 'environment',
    freeBytes: freeBytesAt(dataDir),
    journalBytes: bytesOfSegments(journal),
    rejectedFile: existsSync(rejected) ? rejected : undefined,
    gatewayRuns: isDataFolderLocked({ dataDir }),
    host: settings.host,
    egressAllow,
    allowedOrigins: settings.allowedOrigins,
    hasAdminToken: settings.adminToken !== undefined,
    whyNotReachable: (url) => {
      const verdict = guard.checkUrl(url);
      return verdict.ok ? undefined : verdict.reason;
    },
    askRedis:
      redisUrl === undefined
        ? undefined
        : async () => {
            const { pingRedis } = await import('../limiter/ping-redis.ts');
            return pingRedis({ url: redisUrl });
          },
    openTransport: () => {
      const pools = createUpstreamPools({ guard });
      return { transport: createHttpTransport({ pools }), close: () => pools.close() };
    },
  };
}

function freeBytesAt(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

function bytesOfSegments(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .reduce((bytes, name) => bytes + statSync(join(folder, name)).size, 0);
}

import type { Log } from '../../src/domain/ports.ts';
import { type RunningGateway, type StartInput, startGateway } from '../../src/main/start-gateway.ts';
import { placesOfPostgres, textPlace } from './places-left-behind.ts';
import { watchGateway } from './watch-gateway.ts';

export interface WatchedGateway extends RunningGateway {
  /** Every line of its log, of any level, before anything is taken out of it. */
  readonly logged: readonly string[];
}

/**
 * A gateway of this process, as tests start one. When it is closed, everything that it leaves behind is searched for every
 * secret that it was given or has shown. Its `close` rejects when there is one.
 */
export async function startWatchedGateway({
  everywhere,
  ...input
}: Omit<StartInput, 'log'> & { readonly everywhere?: readonly string[] | undefined }): Promise<WatchedGateway> {
  const { settings, env } = input;
  const watch = watchGateway({ dataDir: settings.dataDir, configPath: settings.configPath, everywhere });
  const logged: string[] = [];
  watch.says({ name: 'the log', text: () => logged.join('\n') });
  watch.knowEnvironment({
    ...env,
    LATENTKIT_ADMIN_TOKEN: settings.adminToken,
    LATENTKIT_MASTER_KEY: settings.masterKey,
    DATABASE_URL: settings.databaseUrl,
    REDIS_URL: settings.redisUrl,
    SMTP_URL: settings.mail?.smtpUrl,
  });
  const note: Log['info'] = (fields, message) => logged.push(JSON.stringify({ message, ...fields }));
  let gateway: RunningGateway;
  try {
    gateway = await startGateway({ ...input, log: { info: note, warn: note, error: note } });
  } catch (error) {
    watch.alsoLeft([textPlace({ name: 'why it did not start', text: String(error) })]);
    watch.lookThrough();
    throw error;
  }
  watch.know({ name: 'the token of the setup link', text: gateway.setupLink?.split('#')[1] });
  watch.know({ name: 'the first key', text: gateway.firstKey });
  watch.startedAt(gateway.url);
  let looked: Promise<void> | undefined;
  return {
    ...gateway,
    logged,
    async close(options) {
      await gateway.close(options);
      looked ??= lookThrough();
      await looked;
    },
  };

  async function lookThrough(): Promise<void> {
    if (settings.databaseUrl !== undefined) watch.alsoLeft(await placesOfPostgres(settings.databaseUrl));
    watch.lookThrough();
  }
}

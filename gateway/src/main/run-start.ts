import { createLog } from '../observe/create-log.ts';
import { type Flags, readSettings } from './read-settings.ts';
import { startGateway } from './start-gateway.ts';
import { writeWelcome } from './write-welcome.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `latentkit start`: runs until a signal asks it to stop. @throws Error whose message says what to do, for what prevents
 * the start
 */
export async function runStart({ flags, env }: { flags: Flags; env: Environment }): Promise<void> {
  const settings = readSettings({ env, flags });
  const log = createLog({ level: settings.logLevel });
  const gateway = await startGateway({ settings, env, log });
  process.stdout.write(writeWelcome(gateway));
  await new Promise<void>((resolve, reject) => {
    const stop = (signal: NodeJS.Signals) => {
      log.info({ signal }, 'stopping: running requests may finish');
      gateway.close().then(resolve, reject);
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}

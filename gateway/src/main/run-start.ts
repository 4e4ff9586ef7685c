import { createLog } from '../observe/create-log.ts';
import { type Flags, readSettings } from './read-settings.ts';
import { startGateway } from './start-gateway.ts';
import { writeWelcome } from './write-welcome.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * `latentkit start`: runs until a signal asks it to stop. A second signal changes nothing: what runs has its time anyway.
 * @throws Error whose message says what to do, for what prevents the start
 */
export async function runStart({
  flags,
  env,
  onStarted,
}: {
  readonly flags: Flags;
  readonly env: Environment;
  readonly onStarted: () => void;
}): Promise<void> {
  const settings = readSettings({ env, flags });
  const log = createLog({ level: settings.logLevel });
  const gateway = await startGateway({ settings, env, log });
  onStarted();
  process.stdout.write(writeWelcome(gateway));
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const name of STOP_SIGNALS) process.on(name, resolve);
  });
  log.info({ signal }, 'stopping: running requests may finish');
  await gateway.close();
}

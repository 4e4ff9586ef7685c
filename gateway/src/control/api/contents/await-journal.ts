import { GatewayError } from '../../../domain/gateway-error.ts';
import type { ControlDeps } from '../control-deps.ts';

/** What is still on its way to the database could not be deleted there. @throws GatewayError storage_unavailable */
export async function awaitJournal({ journalCaughtUp }: Pick<ControlDeps, 'journalCaughtUp'>): Promise<void> {
  try {
    await journalCaughtUp();
  } catch (cause) {
    throw new GatewayError('storage_unavailable', {
      message: 'The database is behind: what was written a moment ago is not there yet, and could not be deleted.',
      hint: 'Nothing was deleted. Send it again in a minute.',
      cause,
    });
  }
}

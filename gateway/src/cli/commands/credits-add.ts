import type { CliContext } from '../cli-context.ts';
import { usageError } from '../cli-error.ts';
import { type CreditOptions, postCredits, readUsd } from '../post-credits.ts';
import { readExpiry } from '../read-expiry.ts';

export interface CreditsAddOptions extends CreditOptions {
  readonly bought?: boolean | undefined;
  readonly granted?: boolean | undefined;
  readonly expires?: string | undefined;
}

/** `latentkit credits add --usd 25`: more credits for a workspace. */
export async function creditsAdd({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: CreditsAddOptions;
}): Promise<number> {
  const nanoUsd = readUsd(options.usd);
  if (nanoUsd < 0) throw usageError('--usd takes more than zero here.', 'To take some away: latentkit credits adjust.');
  if (options.bought && options.granted) throw usageError('Credits are --bought or --granted, not both.');
  const expiresAtMs = readExpiry({ text: options.expires, nowMs: context.now() });
  const kind = options.bought ? 'bought' : 'granted';
  return postCredits({ context, options, change: { kind, from: 'house', to: 'credits', nanoUsd, expiresAtMs } });
}

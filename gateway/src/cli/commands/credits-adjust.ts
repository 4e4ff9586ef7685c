import type { CliContext } from '../cli-context.ts';
import { type CreditOptions, postCredits, readUsd } from '../post-credits.ts';

/** `latentkit credits adjust --usd -3 --note …`: a correction, either way, and why. */
export async function creditsAdjust({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: CreditOptions;
}): Promise<number> {
  const amount = readUsd(options.usd);
  const accounts =
    amount > 0 ? ({ from: 'house', to: 'credits' } as const) : ({ from: 'credits', to: 'house' } as const);
  const change = { kind: 'adjusted', ...accounts, nanoUsd: Math.abs(amount), expiresAtMs: undefined } as const;
  return postCredits({ context, options, change });
}

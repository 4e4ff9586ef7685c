import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { printOne } from '../print-list.ts';

/** `latentkit webhooks replay <id>`: with the same `webhook-id`, by the running gateway. */
export async function webhooksReplay({
  context,
  options,
  id,
}: {
  readonly context: CliContext;
  readonly options: GlobalOptions;
  readonly id: string;
}): Promise<number> {
  const result = await withInstallation({
    context,
    options,
    work: ({ store }) =>
      store.write({
        actor: { kind: 'command_line' },
        work: (writes) => writes.replayDelivery({ deliveryId: id, nowMs: context.now() }),
      }),
  });
  if (result === 'unknown') {
    throw new CliError(`There is no delivery "${id}".`, { hint: 'See "latentkit webhooks deliveries".' });
  }
  if (result === 'disabled') {
    throw new CliError('Its webhook is switched off.', { hint: 'Run "latentkit webhooks enable <name>" first.' });
  }
  const lines = [`Delivery ${id} is tried again by the running gateway, or by the next one that starts.`];
  printOne({ context, options, json: { id, replayed: true }, lines });
  return EXIT.ok;
}

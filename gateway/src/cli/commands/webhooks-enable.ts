import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { findWebhook } from '../find-definition.ts';
import { printOne } from '../print-list.ts';

export interface WebhooksEnableOptions extends GlobalOptions {
  readonly workspace?: string | undefined;
}

/** `latentkit webhooks enable <name>`: from now on it is told of events again. */
export async function webhooksEnable({
  context,
  options,
  wanted,
}: {
  readonly context: CliContext;
  readonly options: WebhooksEnableOptions;
  readonly wanted: string;
}): Promise<number> {
  const webhook = await withInstallation({
    context,
    options,
    work: ({ store }) =>
      store.write({
        actor: { kind: 'command_line' },
        work: async (writes) => {
          const definitions = await writes.read();
          const found = findWebhook({ definitions, workspace: options.workspace, wanted });
          if (found.disabled !== undefined) await writes.saveWebhook({ ...found, disabled: undefined });
          return found;
        },
      }),
  });
  const lines =
    webhook.disabled === undefined
      ? [`Webhook "${webhook.name}" is on already.`]
      : [
          `Webhook "${webhook.name}" is on. What it missed can be sent with "latentkit webhooks replay <id>".`,
          'See "latentkit webhooks deliveries --state failed".',
        ];
  printOne({ context, options, json: { id: webhook.id, name: webhook.name, state: 'on' }, lines });
  return EXIT.ok;
}

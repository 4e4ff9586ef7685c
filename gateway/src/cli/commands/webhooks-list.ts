import type { WebhookDefinition } from '../../domain/definitions.ts';
import { webhookAddress } from '../../domain/webhook-address.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { workspacesToList } from '../find-definition.ts';
import { printList } from '../print-list.ts';
import { isoText } from '../text-of-values.ts';

export interface WebhooksListOptions extends GlobalOptions {
  readonly workspace?: string | undefined;
}

interface Row {
  readonly webhook: WebhookDefinition;
  readonly workspace: string;
}

/** `latentkit webhooks list` */
export async function webhooksList({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: WebhooksListOptions;
}): Promise<number> {
  const definitions = await withInstallation({ context, options, work: ({ store }) => store.readDefinitions() });
  const workspaces = workspacesToList({ definitions, workspace: options.workspace });
  const rows = definitions.webhooks.flatMap((webhook): Row[] => {
    const workspace = workspaces.find(({ id }) => id === webhook.workspaceId)?.name;
    return workspace === undefined ? [] : [{ webhook, workspace }];
  });
  printList({
    context,
    options,
    rows,
    empty: 'No webhooks. Declare one in a file and run "latentkit apply -f <file>".',
    columns: [
      { title: 'NAME', text: ({ webhook }) => webhook.name },
      { title: 'WORKSPACE', text: ({ workspace }) => workspace },
      // Without its path: many receivers know their callers by a secret in it.
      { title: 'ADDRESS', text: ({ webhook }) => webhookAddress(webhook.url) },
      { title: 'EVENTS', text: ({ webhook }) => webhook.events.join(', ') },
      { title: 'STATE', text: ({ webhook: { disabled } }) => (disabled ? `off: ${disabled.reason}` : 'on') },
    ],
    toJson: ({ webhook, workspace }) => ({
      id: webhook.id,
      name: webhook.name,
      workspace,
      address: webhookAddress(webhook.url),
      events: webhook.events,
      state: webhook.disabled === undefined ? 'on' : 'off',
      off_since: isoText(webhook.disabled?.atMs),
      off_because: webhook.disabled?.reason,
      made_by: webhook.owner,
    }),
  });
  return EXIT.ok;
}

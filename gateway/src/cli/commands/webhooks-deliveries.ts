import { DELIVERY_STATES, type Delivery, type DeliveryAttempt, type DeliveryState } from '../../domain/webhook.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { CliError, EXIT, usageError } from '../cli-error.ts';
import { findWorkspace } from '../find-definition.ts';
import { printList } from '../print-list.ts';
import { readPageLimit } from '../read-page-limit.ts';
import { dateText, durationText, isoText } from '../text-of-values.ts';

export interface WebhooksDeliveriesOptions extends GlobalOptions {
  readonly limit: string;
  readonly before?: string | undefined;
  readonly state?: string | undefined;
  readonly workspace?: string | undefined;
}

interface Input {
  readonly context: CliContext;
  readonly options: WebhooksDeliveriesOptions;
}

/** `latentkit webhooks deliveries [id]`: deliveries, the newest first; or the attempts of one, the oldest first. */
export async function webhooksDeliveries({
  id,
  ...input
}: Input & { readonly id: string | undefined }): Promise<number> {
  if (id === undefined) await listDeliveries(input);
  else await listAttempts({ ...input, id });
  return EXIT.ok;
}

async function listDeliveries({ context, options }: Input): Promise<void> {
  const limit = readPageLimit(options.limit);
  const state = options.state === undefined ? undefined : readState(options.state);
  const rows = await withInstallation({
    context,
    options,
    work: async ({ store }) => {
      const { workspace } = options;
      const workspaceId = workspace && findWorkspace({ definitions: await store.readDefinitions(), workspace }).id;
      return store.deliveries.list({ workspaceId, state, beforeId: options.before, limit });
    },
  });
  printList({
    context,
    options,
    rows,
    empty: 'No deliveries.',
    columns: [
      { title: 'ID', text: ({ id }) => id },
      { title: 'CREATED', text: ({ createdAtMs }) => dateText(createdAtMs) },
      { title: 'WEBHOOK', text: ({ webhookName }) => webhookName },
      { title: 'EVENT', text: ({ eventType }) => eventType },
      { title: 'STATE', text: ({ state: stands }) => stands },
      { title: 'ATTEMPTS', align: 'right', text: ({ attempts }) => String(attempts) },
      { title: 'LAST ANSWER', text: ({ lastStatus, lastError }) => lastError ?? String(lastStatus ?? '-') },
      { title: 'NEXT', text: ({ nextAtMs }) => dateText(nextAtMs) },
    ],
    toJson: deliveryJson,
  });
}

async function listAttempts({ context, options, id }: Input & { readonly id: string }): Promise<void> {
  if (!/^whd_\d+$/.test(id)) {
    throw new CliError(`"${id}" is not the id of a delivery.`, { hint: 'See "latentkit webhooks deliveries".' });
  }
  const rows = await withInstallation({
    context,
    options,
    work: ({ store }) => store.deliveries.attemptsOf({ deliveryId: id }),
  });
  printList<DeliveryAttempt>({
    context,
    options,
    rows,
    empty: 'No attempts.',
    columns: [
      { title: 'TIME', text: ({ atMs }) => dateText(atMs) },
      { title: 'TOOK', align: 'right', text: ({ tookMs }) => durationText(tookMs) },
      { title: 'STATUS', text: ({ status }) => String(status ?? '-') },
      { title: 'ERROR', text: ({ error }) => error ?? '-' },
    ],
    toJson: ({ atMs, tookMs, status, error }) => ({ at: isoText(atMs), took_ms: tookMs, status, error }),
  });
}

/** @throws CliError usage */
function readState(text: string): DeliveryState {
  const state = DELIVERY_STATES.find((known) => known === text);
  if (state === undefined) throw usageError(`--state ${text} is none of ${DELIVERY_STATES.join(', ')}.`);
  return state;
}

function deliveryJson(delivery: Delivery): object {
  return {
    id: delivery.id,
    event_id: delivery.eventId,
    event: delivery.eventType,
    webhook: delivery.webhookName,
    state: delivery.state,
    attempts: delivery.attempts,
    created_at: isoText(delivery.createdAtMs),
    next_at: isoText(delivery.nextAtMs),
    last_at: isoText(delivery.lastAtMs),
    last_status: delivery.lastStatus,
    last_error: delivery.lastError,
  };
}

import type { ConfigWebhook } from '../../config/config.ts';
import type { WebhookDefinition } from '../../domain/definitions.ts';
import { VaultError } from '../../domain/vault.ts';
import { webhookAddress } from '../../domain/webhook-address.ts';
import { webhookBinding } from '../../domain/webhook-secret.ts';
import {
  isFilesToChange,
  joinParts,
  NOTHING,
  nameConflict,
  type PlannedPart,
  type PlanPartInput,
  takeOverNote,
} from './apply-plan.ts';
import type { FieldChange } from './change.ts';
import { compareValues } from './compare-values.ts';

export interface PlanWebhooksInput extends PlanPartInput {
  readonly webhooks: readonly ConfigWebhook[];
}

export function planWebhooks(input: PlanWebhooksInput): PlannedPart {
  const inWorkspace = input.definitions.webhooks.filter(({ workspaceId }) => workspaceId === input.workspaceId);
  const names = new Set(input.webhooks.map(({ name }) => name));
  const left = inWorkspace.filter(({ owner, name }) => owner === 'file' && !names.has(name));
  return joinParts([
    ...left.map(planRemoval),
    ...input.webhooks.map((wanted) =>
      planWebhook({ ...input, wanted, existing: inWorkspace.find(({ name }) => name === wanted.name) }),
    ),
  ]);
}

interface PlanWebhookInput extends PlanPartInput {
  readonly wanted: ConfigWebhook;
  readonly existing: WebhookDefinition | undefined;
}

function planWebhook(input: PlanWebhookInput): PlannedPart {
  const { wanted, existing } = input;
  const { name } = wanted;
  if (existing !== undefined && !isFilesToChange(existing.owner)) {
    return { ...NOTHING, conflicts: [nameConflict({ noun: 'webhook', name, owner: existing.owner })] };
  }
  const secret = secretChange(input);
  const fields = [
    ...urlChange({ before: existing?.url, after: wanted.url }),
    ...compareValues({ before: existing && { events: existing.events }, after: { events: wanted.events } }),
    ...secret,
  ];
  const note = takeOverNote(existing?.owner);
  if (existing !== undefined && fields.length === 0 && existing.trusted && note === undefined) return NOTHING;
  return {
    ...NOTHING,
    changes: [{ object: 'webhook', name, action: existing === undefined ? 'create' : 'update', fields, note }],
    writes: [{ act: 'saveWebhook', row: toRow({ ...input, renewed: secret.length > 0 }) }],
  };
}

function toRow({
  wanted,
  existing,
  renewed,
  workspaceId,
  vault,
  ids,
  nowMs,
}: PlanWebhookInput & { readonly renewed: boolean }): WebhookDefinition {
  const moved = existing?.url !== wanted.url;
  const row: WebhookDefinition = {
    id: existing?.id ?? ids.next('wh'),
    workspaceId,
    name: wanted.name,
    url: wanted.url,
    trusted: true,
    sealedSecret: '',
    secretVersion: (existing?.secretVersion ?? 0) + (renewed || moved ? 1 : 0),
    events: wanted.events,
    // What is gone may be somewhere else now.
    disabled: moved ? undefined : existing?.disabled,
    owner: 'file',
    createdAtMs: existing?.createdAtMs ?? nowMs,
  };
  const binding = webhookBinding({ ...row, webhookId: row.id });
  const isKept = existing !== undefined && !renewed && !moved;
  return { ...row, sealedSecret: isKept ? existing.sealedSecret : vault.seal({ plaintext: wanted.secret, binding }) };
}

/** Compared in clear and named, never shown. */
function secretChange({ wanted, existing, vault }: PlanWebhookInput): FieldChange[] {
  if (existing === undefined) return [{ field: 'secret', before: undefined, after: 'set' }];
  try {
    const binding = webhookBinding({ ...existing, webhookId: existing.id });
    if (vault.open({ sealed: existing.sealedSecret, binding }) === wanted.secret) return [];
    return [{ field: 'secret', before: 'set', after: 'changed' }];
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return [{ field: 'secret', before: 'cannot be opened any more', after: 'set' }];
  }
}

function urlChange({ before, after }: { readonly before: string | undefined; readonly after: string }): FieldChange[] {
  if (before === after) return [];
  const [was, is] = [before && webhookAddress(before), webhookAddress(after)];
  return [{ field: 'url', before: was, after: was === is ? `${is} (another path)` : is }];
}

function planRemoval(webhook: WebhookDefinition): PlannedPart {
  return {
    ...NOTHING,
    changes: [{ object: 'webhook', name: webhook.name, action: 'remove', fields: [], note: 'no longer in the file' }],
    writes: [{ act: 'removeWebhook', id: webhook.id }],
  };
}

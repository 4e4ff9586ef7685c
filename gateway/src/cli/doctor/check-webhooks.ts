import type { WebhookDefinition } from '../../domain/definitions.ts';
import { type Finding, warning } from './finding.ts';

/** Webhooks that were switched off because they answered that they are gone. */
export function checkWebhooks({ webhooks }: { readonly webhooks: readonly WebhookDefinition[] }): readonly Finding[] {
  return webhooks.flatMap(({ name, disabled }) => {
    if (disabled === undefined) return [];
    const since = new Date(disabled.atMs).toISOString().slice(0, 10);
    const text = `It is told nothing since ${since}: ${disabled.reason}.`;
    const fix = { text: 'Change its address, or switch it on again.', exact: `latentkit webhooks enable ${name}` };
    return [warning({ subject: `webhook ${name}`, text, fix })];
  });
}

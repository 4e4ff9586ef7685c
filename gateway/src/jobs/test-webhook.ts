import { createHash } from 'node:crypto';
import type { WebhookDefinition } from '../domain/definitions.ts';
import type { Vault } from '../domain/vault.ts';
import type { WebhookSender, WebhookTest } from '../domain/webhook.ts';
import { WEBHOOK_TIMEOUT_MS } from './deliver-webhooks.ts';
import { signedHeaders } from './signed-headers.ts';

/** Posts a message of the type `webhook.test` at once, signed as events are, and says what came back. It is no event. */
export async function testWebhook({
  webhook,
  vault,
  sender,
  now,
}: {
  readonly webhook: WebhookDefinition;
  readonly vault: Pick<Vault, 'open'>;
  readonly sender: WebhookSender;
  readonly now: () => number;
}): Promise<WebhookTest> {
  const atMs = now();
  const digest = createHash('sha256').update(`${webhook.id}.test.${atMs}`).digest('hex');
  const id = `evt_${digest.slice(0, 32)}`;
  const data = { event_id: id, workspace_id: webhook.workspaceId, webhook: webhook.name };
  const body = JSON.stringify({ type: 'webhook.test', timestamp: new Date(atMs).toISOString(), data });
  const headers = signedHeaders({ vault, webhook, id, atMs, body });
  if (headers === undefined) return { status: undefined, error: 'its secret does not open; rotate it', tookMs: 0 };
  const { url, trusted } = webhook;
  const answer = await sender.send({ url, trusted, headers, body, timeoutMs: WEBHOOK_TIMEOUT_MS });
  const tookMs = Math.max(0, now() - atMs);
  if ('fault' in answer) return { status: undefined, error: answer.fault, tookMs };
  const { status } = answer;
  return { status, error: status >= 200 && status < 300 ? undefined : `it answered ${status}`, tookMs };
}

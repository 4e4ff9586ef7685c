import { createHmac } from 'node:crypto';

/** The headers that prove a message, by the Standard Webhooks specification (version 1, symmetric). */
export function signWebhook({
  secret,
  id,
  atMs,
  body,
}: {
  readonly secret: Uint8Array;
  /** The same for every attempt of one message. */
  readonly id: string;
  /** Of the attempt: receivers refuse what is old. */
  readonly atMs: number;
  readonly body: string;
}): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

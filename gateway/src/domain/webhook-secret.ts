/** A webhook's secret in clear: `whsec_` and 24 to 64 bytes in base64, as Standard Webhooks write it. */
const SECRET = /^whsec_([A-Za-z0-9+/]+={0,2})$/;
const FEWEST_BYTES = 24;
const MOST_BYTES = 64;

/** The bytes that messages are signed with; undefined for a text that is no such secret. */
export function readWebhookSecret(text: string): Buffer | undefined {
  const base64 = SECRET.exec(text)?.[1];
  if (base64 === undefined) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  const isWhole = bytes.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '');
  return isWhole && bytes.length >= FEWEST_BYTES && bytes.length <= MOST_BYTES ? bytes : undefined;
}

/** What a webhook's secret is sealed for: it does not open for another webhook, an older version, or another host. */
export function webhookBinding(webhook: {
  readonly workspaceId: string;
  readonly webhookId: string;
  readonly secretVersion: number;
  readonly url: string;
}): string {
  const { workspaceId, webhookId, secretVersion, url } = webhook;
  const host = URL.canParse(url) ? new URL(url).host : '';
  return JSON.stringify(['webhook-secret', workspaceId, webhookId, secretVersion, host.toLowerCase()]);
}

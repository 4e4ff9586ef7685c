import { type Vault, VaultError } from '../domain/vault.ts';
import type { DueDelivery } from '../domain/webhook.ts';
import { readWebhookSecret, webhookBinding } from '../domain/webhook-secret.ts';
import { signWebhook } from './sign-webhook.ts';

type Signer = DueDelivery['webhook'];

/**
 * The headers of a message, signed with the webhook's secret, and with the one before while both are good: a receiver needs
 * to know only one of them. Undefined: its secret does not open.
 */
export function signedHeaders({
  vault,
  webhook,
  ...message
}: {
  readonly vault: Pick<Vault, 'open'>;
  readonly webhook: Signer;
  readonly id: string;
  readonly atMs: number;
  readonly body: string;
}): Readonly<Record<string, string>> | undefined {
  const secret = openSecret({ vault, webhook, secret: webhook });
  if (secret === undefined) return undefined;
  const { previousSecret } = webhook;
  const isStillGood = previousSecret !== undefined && previousSecret.untilMs > message.atMs;
  const previous = isStillGood ? openSecret({ vault, webhook, secret: previousSecret }) : undefined;
  const signed = signWebhook({ secret, ...message });
  const also = previous && signWebhook({ secret: previous, ...message })['webhook-signature'];
  return {
    'content-type': 'application/json',
    'user-agent': 'LatentKit',
    ...signed,
    ...(also && { 'webhook-signature': `${signed['webhook-signature']} ${also}` }),
  };
}

function openSecret({
  vault,
  webhook,
  secret: { sealedSecret, secretVersion },
}: {
  readonly vault: Pick<Vault, 'open'>;
  readonly webhook: Signer;
  readonly secret: Pick<Signer, 'sealedSecret' | 'secretVersion'>;
}): Buffer | undefined {
  try {
    const binding = webhookBinding({ ...webhook, webhookId: webhook.id, secretVersion });
    return readWebhookSecret(vault.open({ sealed: sealedSecret, binding }));
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}

import type { ConfigFileWebhook } from '@latentkit/contract/config-schema';
import { readWebhookSecret } from '../domain/webhook-secret.ts';
import { type CheckContext, type Placed, reportDuplicateNames } from './check-context.ts';

export function checkWebhooks({
  webhooks,
  context,
}: {
  readonly webhooks: readonly Placed<ConfigFileWebhook>[];
  readonly context: CheckContext;
}): void {
  reportDuplicateNames({ items: webhooks, noun: 'webhook', context });
  for (const webhook of webhooks) {
    const fault = webhookUrlFault(webhook.item.url);
    if (fault !== undefined) context.report({ path: [...webhook.path, 'url'], ...fault });
    if (readWebhookSecret(webhook.item.secret) === undefined) {
      context.report({
        path: [...webhook.path, 'secret'],
        message: `the secret of webhook "${webhook.item.name}" does not have the form of one`,
        instead: 'Write whsec_ and 24 to 64 random bytes in base64: echo "whsec_$(openssl rand -base64 32)" makes one.',
      });
    }
  }
}

/** Undefined: nothing is wrong. Never quotes it: many receivers know their callers by a secret in the path. */
export function webhookUrlFault(text: string): { readonly message: string; readonly instead: string } | undefined {
  if (!URL.canParse(text)) {
    return {
      message: 'this is not an address',
      instead: 'Write the whole address, such as "https://host.example/hook".',
    };
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { message: 'this address is neither https nor http', instead: 'Begin it with https:// or http://.' };
  }
  if (url.username !== '' || url.password !== '') {
    return {
      message: 'this address holds a user name or a password',
      instead: 'Take them out: a receiver knows the gateway by the signature.',
    };
  }
  if (url.hash !== '') {
    return { message: 'this address has a "#" part', instead: 'End it before the #: it would never be sent.' };
  }
  return undefined;
}

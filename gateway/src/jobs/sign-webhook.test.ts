import { expect, test } from 'vitest';
import { readWebhookSecret } from '../domain/webhook-secret.ts';
import { signWebhook } from './sign-webhook.ts';

test('a message is signed as Standard Webhooks verifies it', () => {
  // The expected signature was made with the specification's own library, standardwebhooks 1.1.1.
  const secret = readWebhookSecret('whsec_AAcOFRwjKjE4P0ZNVFtiaXB3foWMk5qhqK+2vcTL0tk=');
  if (secret === undefined) throw new Error('the secret was not read');
  const body = '{"type":"budget.threshold","data":{"percent":80,"name":"Größe"}}';
  expect(signWebhook({ secret, id: 'evt_1', atMs: 1_772_366_400_999, body })).toEqual({
    'webhook-id': 'evt_1',
    'webhook-timestamp': '1772366400',
    'webhook-signature': 'v1,6PxTG90tXxoIBZmlvDfCSEyY4K3WcxPRxwSaK9o8NwM=',
  });
});

test('a secret is whsec_ and 24 to 64 bytes in base64, and nothing else', () => {
  const of = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;
  expect([24, 32, 64].map((bytes) => readWebhookSecret(of(bytes))?.length)).toEqual([24, 32, 64]);
  expect(readWebhookSecret(of(32).replace(/=+$/, ''))).toHaveLength(32);
  const wrong = [
    of(23),
    of(65),
    of(32).slice(6),
    'whsec_',
    `${of(24)}!`,
    `whsec_${'*'.repeat(32)}`,
    `whsec_${'A'.repeat(33)}`,
  ];
  expect(wrong.filter((text) => readWebhookSecret(text) !== undefined)).toEqual([]);
});

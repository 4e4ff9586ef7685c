import { EVENT_TYPES } from '@latentkit/contract/event-types';
import { expect, test } from 'vitest';
import { STUB_PROVIDERS } from '../../tests/support/stub-providers.ts';
import { EMPTY_CATALOGUE } from '../domain/model-catalogue.ts';
import { formatProblem } from './config-problem.ts';
import { readConfig } from './read-config.ts';

const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;

function read(webhooks: string) {
  const text = `version: 1\nwebhooks: ${webhooks}\n`;
  const env = { HOOK_SECRET: SECRET, BAD: 'canary-secret' };
  return readConfig({ text, path: 'lk.yaml', env, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE });
}

test('a webhook is told of every event unless it names some, wherever it points', () => {
  const result = read(
    '[{ name: ops, url: "http://10.0.0.5:9/hook?team=a", secret: "${HOOK_SECRET}" }, { name: b, url: "https://b.example", secret: "${HOOK_SECRET}", events: [budget.threshold] }]',
  );
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  expect(result.warnings).toEqual([]);
  expect(result.config.webhooks).toEqual([
    { name: 'ops', url: 'http://10.0.0.5:9/hook?team=a', secret: SECRET, events: EVENT_TYPES },
    { name: 'b', url: 'https://b.example', secret: SECRET, events: ['budget.threshold'] },
  ]);
});

test.each([
  ['an address that is none', '[{ name: a, url: nowhere, secret: "${HOOK_SECRET}" }]', 'this is not an address'],
  ['another scheme', '[{ name: a, url: "ftp://a.example", secret: "${HOOK_SECRET}" }]', 'neither https nor http'],
  [
    'a password in it',
    '[{ name: a, url: "https://u:canary@a.example", secret: "${HOOK_SECRET}" }]',
    'a user name or a password',
  ],
  ['a fragment', '[{ name: a, url: "https://a.example/#canary", secret: "${HOOK_SECRET}" }]', 'has a "#" part'],
  [
    'a secret of another form',
    '[{ name: a, url: "https://a.example", secret: "${BAD}" }]',
    'does not have the form of one',
  ],
  [
    'an event that does not exist',
    '[{ name: a, url: "https://a.example", secret: "${HOOK_SECRET}", events: [budget.treshold] }]',
    'this must be one of budget.threshold, circuit.opened',
  ],
  ['no secret', '[{ name: a, url: "https://a.example" }]', '"secret" is missing'],
  [
    'the same name twice',
    '[{ name: a, url: "https://a.example", secret: "${HOOK_SECRET}" }, { name: a, url: "https://a.example", secret: "${HOOK_SECRET}" }]',
    'already a webhook named',
  ],
])('%s is an error, and no secret is shown', (_name, webhooks, message) => {
  const result = read(webhooks);
  const problems = result.ok ? [] : result.problems.map(formatProblem);
  expect(problems).toEqual([expect.stringContaining(message)]);
  expect(problems.join()).not.toContain('canary');
});

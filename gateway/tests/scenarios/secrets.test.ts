import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { startTestGateway } from './start-test-gateway.ts';

const LIVE_KEY = 'lk_live_canarykey0123456789abcdefgh';
const PROVIDER_KEY = 'canary-provider-key-7f3a9c51e2d84b60';
const PROMPT = 'canary-prompt-of-a-person-4411';
const ANSWER = 'canary-answer-of-a-model-8822';
const SECRETS = [LIVE_KEY, PROVIDER_KEY, PROMPT, ANSWER];

/** A secret and the spellings in which it might slip through. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url'), secret.slice(-20)];
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && !path.endsWith('.yaml') && !path.endsWith('master.key'));
}

test('no secret, no prompt and no answer is found in the database, the journal, the log or an error body', async () => {
  await using upstream = { ...(await startFakeUpstream()), [Symbol.asyncDispose]: async () => {} };
  const faults = [
    { reply: { text: ANSWER } },
    { status: 401, body: { error: { message: `Incorrect API key provided: ${PROVIDER_KEY}`, code: PROVIDER_KEY } } },
    { status: 400, body: { error: { message: `cannot read "${PROMPT}"`, param: PROMPT, type: PROMPT } } },
    { status: 500, body: `<html>${PROVIDER_KEY} ${PROMPT}</html>` },
    { status: 429, headers: { 'retry-after': '0' }, body: { error: { message: PROMPT, code: PROVIDER_KEY } } },
    { status: 200, body: { error: { message: PROVIDER_KEY } } },
    { errorEvent: { message: `${PROMPT} ${PROVIDER_KEY}` } },
    { reply: { text: ANSWER }, omitTerminal: true },
  ];
  await using gateway = await startTestGateway({
    env: { PROVIDER_KEY },
    yaml: `version: 1
workspace: acme
connections:
  - { name: a, provider: openai-compatible, access: byok, api_key: "\${PROVIDER_KEY}", base_url: "${upstream.url}/v1", models: [m] }
routes:
  - { name: default, attempts: [{ connection: a, model: m, first_content_timeout_ms: 500, idle_timeout_ms: 500 }] }
keys:
  - { name: backend, route: default, secret: ${LIVE_KEY} }
`,
  });
  const auth = { Authorization: `Bearer ${LIVE_KEY}` };
  const errors: string[] = [];
  for (const fault of faults) {
    for (const stream of [false, true]) {
      upstream.script(fault);
      const response = await gateway.post('/v1/chat', { messages: [{ role: 'user', content: PROMPT }], stream }, auth);
      const text = await response.text();
      if (response.status !== 200) errors.push(text);
      else errors.push(...text.split('\n\n').filter((event) => event.startsWith('event: error')));
    }
  }
  await gateway
    .post('/v1/chat', `{"messages": [{"content": "${PROMPT}", "role": `, auth)
    .then(async (r) => errors.push(await r.text()));
  await gateway
    .get(`/v1/${PROMPT}`, { Authorization: `Bearer ${LIVE_KEY}x` })
    .then(async (r) => errors.push(await r.text()));
  await wait(700);
  expect(errors.length).toBeGreaterThan(8);
  const places = new Map<string, string>([
    ['error bodies', errors.join('\n')],
    ['log', gateway.logged.join('\n')],
    ...filesIn(gateway.dataDir).map((path) => [path, readFileSync(path, 'latin1')] as const),
  ]);
  expect([...places.keys()].some((path) => path.endsWith('latentkit.db'))).toBe(true);
  const hits = [...places].flatMap(([place, text]) =>
    SECRETS.flatMap(spellings)
      .filter((spelling) => text.includes(spelling))
      .map((spelling) => `${place}: ${spelling}`),
  );
  expect(hits).toEqual([]);
  await upstream.close();
});

import { RESPONSE_PROFILES } from '@latentkit/contract/response-profile';
import { expect, test } from 'vitest';
import { readId } from '../domain/ids.ts';
import type { AttemptTarget } from '../domain/route.ts';
import { openai } from '../providers/openai.ts';
import { readChatBody } from '../wire/latentkit/read-request.ts';
import { createAnswerReading } from './answer-reading.ts';
import { buildUpstreamRequest } from './build-upstream-request.ts';

function targetOf({ model, baseUrl }: { model: string; baseUrl: string }): AttemptTarget {
  return {
    position: 1,
    connection: {
      id: readId({ kind: 'conn', text: 'conn_1' }),
      name: 'main',
      provider: 'openai',
      access: 'byok',
      enabled: true,
      baseUrl,
      credential: { api_key: 'k' },
      credentialId: 'c',
      trusted: true,
      headers: {},
    },
    model,
    profiles: RESPONSE_PROFILES,
    weight: undefined,
    timeoutMs: undefined,
    firstContentTimeoutMs: 1,
    idleTimeoutMs: 1,
    capabilities: new Set(),
    contextWindow: undefined,
    maxOutputTokens: undefined,
    prices: undefined,
    circuitKey: `main/${model}`,
  };
}

const IN_RESPONSES = {
  status: 'completed',
  output: [{ type: 'message', content: [{ type: 'output_text', text: 'a' }] }],
};
const IN_CHAT_COMPLETIONS = { choices: [{ message: { content: 'a' }, finish_reason: 'stop' }] };

test.each([
  ['gpt-5-mini', 'https://api.openai.com/v1/', '/v1/responses', 'input', IN_RESPONSES],
  ['gpt-5-mini', 'http://127.0.0.1:1/v1/', '/v1/chat/completions', 'messages', IN_CHAT_COMPLETIONS],
  ['gpt-4.1', 'https://api.openai.com/v1', '/v1/chat/completions', 'messages', IN_CHAT_COMPLETIONS],
] as const)(
  '%s at %s is asked on %s, and its answer is read as one of there',
  (model, baseUrl, path, field, answer) => {
    const { task } = readChatBody(JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] }));
    const target = targetOf({ model, baseUrl });
    const { request } = buildUpstreamRequest({ task, target, adapter: openai });
    expect(request).toMatchObject({ path, body: { kind: 'json', value: { model, [field]: [{ role: 'user' }] } } });

    const reading = createAnswerReading({ task, target, adapter: openai });
    reading.readWhole(JSON.stringify(answer));
    expect(reading.partial()).toMatchObject({ content: 'a', finishReason: 'stop' });
  },
);

import { type CauseCase, chat, HELLO } from '../cause-case.ts';

const ONLY_CHAT = '{ id: m, capabilities: [chat], context_window: 1000 }';
const part = (content: object) => chat({ messages: [{ role: 'user', content: [content] }] });
const lacks = ({ capability, send }: { capability: string; send: NonNullable<CauseCase['send']> }): CauseCase => ({
  name: `lacks_${capability}`,
  code: 'capability_missing',
  sentence: `"${capability}"`,
  fix: [`can do "${capability}"`, 'routes[].attempts[]', `connections[].models[].capabilities: […, ${capability}]`],
  would: 'no',
  model: ONLY_CHAT,
  send,
});

export const ROUTE_CASES: readonly CauseCase[] = [
  lacks({
    capability: 'tools',
    send: chat({ tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }] }),
  }),
  lacks({ capability: 'vision', send: part({ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }) }),
  lacks({ capability: 'json', send: chat({ response_format: { type: 'json_object' } }) }),
  lacks({ capability: 'audio', send: part({ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }) }),
  lacks({ capability: 'embeddings', send: ({ ask }) => ask({ path: '/v1/embeddings', body: { input: 'x' } }) }),
  lacks({ capability: 'image_generation', send: ({ ask }) => ask({ path: '/v1/image', body: { prompt: 'x' } }) }),
  {
    name: 'unserved_profile',
    code: 'profile_not_served',
    sentence: '"deep"',
    fix: ['routes[].attempts[].profiles: […, deep]', 'response_profile'],
    would: 'no',
    attempt: 'profiles: [fast, balanced]',
    send: chat({ response_profile: 'deep' }),
  },
  {
    name: 'override_disabled',
    code: 'profile_override_disabled',
    sentence: 'asked for the response profile "fast"',
    fix: ['routes[].allow_profile_override: true', 'profiles: […, balanced]'],
    would: 'no',
    change: async ({ writes, definitions, name }) => {
      const route = definitions.routes.find((candidate) => candidate.name === name);
      if (route?.published === undefined) throw new Error('no such route');
      const { spec } = route.published;
      const attempts = spec.attempts.map((attempt) => ({ ...attempt, profiles: ['fast' as const] }));
      const locked = { ...spec, attempts, allowProfileOverride: false };
      await writes.publishRoute({ routeId: route.id, spec: locked, publishedAtMs: 1 });
    },
    send: chat({ response_profile: 'fast' }),
  },
  {
    name: 'too_long',
    code: 'context_too_long',
    sentence: '1000 tokens at too_long/m',
    fix: ['Shorten the task', 'larger context window', 'connections[].models[].context_window'],
    would: 'no',
    model: ONLY_CHAT,
    send: chat({ messages: [{ role: 'user', content: 'word '.repeat(2_000) }] }),
  },
  {
    name: 'disabled',
    code: 'connection_disabled',
    sentence: '"disabled"',
    fix: ['connections[].enabled: true'],
    would: 'no',
    change: async ({ writes, definitions, name }) => {
      const connection = definitions.connections.find((candidate) => candidate.name === name);
      if (connection) await writes.saveConnection({ ...connection, enabled: false });
    },
  },
  {
    name: 'off_model',
    code: 'model_disabled',
    sentence: 'The model "m" is disabled at the connection "off_model"',
    fix: ['connections[].models[].enabled: true'],
    would: 'no',
    change: async ({ writes, definitions, name }) => {
      const connection = definitions.connections.find((candidate) => candidate.name === name);
      const models = connection?.models.map((model) => ({ ...model, enabled: false })) ?? [];
      if (connection) await writes.saveConnection({ ...connection, models });
    },
  },
  {
    name: 'gone_provider',
    code: 'connection_disabled',
    fix: ['latentkit doctor'],
    would: 'no',
    change: async ({ writes, definitions, name }) => {
      const connection = definitions.connections.find((candidate) => candidate.name === name);
      if (connection) await writes.saveConnection({ ...connection, provider: 'gone' });
    },
  },
  {
    name: 'mixed_reasons',
    code: 'no_eligible_attempt',
    sentence: 'Attempt 1, disabled/m: its connection is disabled',
    fix: ['latentkit routes show mixed_reasons', 'connections[].enabled: true', 'capabilities: […, vision]'],
    would: 'no',
    attempts: '{ connection: disabled, model: m }, { connection: lacks_vision, model: m }',
    send: part({ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }),
  },
  {
    name: 'pinned',
    code: 'pinned_elsewhere',
    sentence: 'state of one provider account (reasoning_details)',
    fix: ['reasoning_details', 'connections[].enabled: true'],
    would: 'no',
    attempts: '{ connection: disabled, model: m }, { connection: pinned, model: m }',
    send: chat({
      messages: [
        { role: 'user', content: 'What is it?' },
        {
          role: 'assistant',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }],
          reasoning_details: [{ format: 'x', connection: 'disabled', data: 'state' }],
        },
        { role: 'tool', content: 'nothing', tool_call_id: 'c1' },
      ],
    }),
  },
  {
    name: 'resting',
    code: 'all_circuits_open',
    sentence: 'The rate limit of the provider was reached at resting/m',
    fix: ['Retry-After: 7', 'Raise the rate limit of the account'],
    would: 'no',
    behaviour: { rateLimit: { retryAfter: '7' } },
    send: async ({ ask }) => {
      await ask();
      // The first one must have come from the journal into the log.
      await new Promise((resolve) => setTimeout(resolve, 700));
      return ask();
    },
  },
  {
    name: 'short_deadline',
    code: 'deadline_too_short',
    sentence: 'short_deadline/m',
    fix: ['routes[].deadline_ms', 'routes[].attempts[].timeout_ms'],
    would: 'unknown',
    route: 'deadline_ms: 200',
    behaviour: { stallBeforeHeaders: true },
  },
  {
    name: 'sandboxed',
    code: 'sandbox_trigger',
    sentence: 'rate_limited:key',
    fix: ['sandbox:error'],
    would: 'no',
    key: 'kind: test',
    send: ({ ask }) => ask({ body: { messages: [{ role: 'user', content: 'sandbox:error rate_limited' }] } }),
  },
  {
    name: 'answered',
    code: null,
    sentence: 'Answered by attempt 1, answered/m.',
    fix: [],
    would: 'yes',
    send: ({ ask }) => ask({ body: HELLO }),
  },
];

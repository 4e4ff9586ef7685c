import { ERROR_CATALOGUE } from '@latentkit/contract/error-catalogue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SANDBOX_TRIGGERS, type TriggerWord } from '../../src/providers/sandbox/triggers.ts';
import { json, readSse, routeYaml, SANDBOX_KEY, startTestGateway, type TestGateway } from './start-test-gateway.ts';

/** What an application sees: status, error and reason, and for a stream how it ends. */
interface Seen {
  readonly status: number;
  readonly error?: string;
  readonly reason?: string;
  readonly finish?: string;
}

const ANSWERED: Seen = { status: 200, finish: 'stop' };
const TOOLS: Seen = { status: 200, finish: 'tool_calls' };
const FILTERED: Seen = { status: 200, finish: 'content_filter' };
const EXHAUSTED: Seen = { status: 503, error: 'all_providers_exhausted', reason: 'all_attempts_failed' };
const LATE: Seen = { status: 504, error: 'deadline_exceeded', reason: 'route' };
const LATE_STREAM: Seen = { ...LATE, status: 200 };
const CUT: Seen = { status: 200, error: 'provider_error', reason: 'stream_cut' };
const refused = (reason: string): Seen => ({ status: 400, error: 'validation_error', reason });
const misconfigured = (reason: string): Seen => ({ status: 502, error: 'provider_error', reason });

/** The `caller` column of the table of triggers, checked: [not streamed, streamed]. */
const SEEN: Readonly<Record<TriggerWord, readonly [Seen, Seen]>> = {
  help: [ANSWERED, ANSWERED],
  tool_call: [TOOLS, TOOLS],
  parallel_tool_calls: [TOOLS, TOOLS],
  reasoning: [ANSWERED, ANSWERED],
  long_stream: [ANSWERED, ANSWERED],
  large: [ANSWERED, ANSWERED],
  unicode: [ANSWERED, ANSWERED],
  length: [
    { status: 200, finish: 'length' },
    { status: 200, finish: 'length' },
  ],
  empty: [ANSWERED, ANSWERED],
  content_filter: [FILTERED, FILTERED],
  refusal: [FILTERED, FILTERED],
  slow: [ANSWERED, ANSWERED],
  slow_stream: [ANSWERED, ANSWERED],
  endless: [LATE, LATE_STREAM],
  timeout: [LATE, LATE],
  stall: [LATE, LATE],
  stall_after_content: [LATE, LATE_STREAM],
  connect_refused: [EXHAUSTED, EXHAUSTED],
  reset: [EXHAUSTED, EXHAUSTED],
  cut_before_content: [EXHAUSTED, EXHAUSTED],
  cut_after_content: [EXHAUSTED, CUT],
  resume: [ANSWERED, ANSWERED],
  reset_after_content: [EXHAUSTED, CUT],
  error_first: [EXHAUSTED, EXHAUSTED],
  error_after_content: [EXHAUSTED, CUT],
  malformed: [EXHAUSTED, EXHAUSTED],
  bad_line: [ANSWERED, ANSWERED],
  bad_request: [refused('rejected_by_provider'), refused('rejected_by_provider')],
  unsupported_parameter: [refused('unsupported_parameter'), refused('unsupported_parameter')],
  context_length: [refused('context_length_exceeded'), refused('context_length_exceeded')],
  content_policy: [refused('content_policy'), refused('content_policy')],
  invalid_image: [refused('unsupported_media'), refused('unsupported_media')],
  unauthorized: [misconfigured('credential_refused'), misconfigured('credential_refused')],
  forbidden: [misconfigured('permission_denied'), misconfigured('permission_denied')],
  model_not_found: [misconfigured('model_not_found'), misconfigured('model_not_found')],
  conflict: [EXHAUSTED, EXHAUSTED],
  too_large: [refused('out_of_range'), refused('out_of_range')],
  rate_limited: [EXHAUSTED, EXHAUSTED],
  quota: [EXHAUSTED, EXHAUSTED],
  server_error: [EXHAUSTED, EXHAUSTED],
  overloaded: [EXHAUSTED, EXHAUSTED],
  error: [ANSWERED, ANSWERED],
};

/** The route's deadline; what takes longer by itself is asked for with a smaller number. */
const DEADLINE_MS = 1_500;
const SHORT: Partial<Record<TriggerWord, string>> = {
  slow: 'sandbox:slow 50',
  slow_stream: 'sandbox:slow_stream 5',
  long_stream: 'sandbox:long_stream 10',
};
const TOOL = { type: 'function', function: { name: 'look_up', parameters: { type: 'object', properties: {} } } };

let gateway: TestGateway;
beforeAll(async () => {
  const route = `deadline_ms: ${DEADLINE_MS}`;
  gateway = await startTestGateway({ yaml: routeYaml({ upstreams: { unused: 'http://127.0.0.1:9' }, route }) });
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function ask({ text, stream }: { text: string; stream: boolean }): Promise<Seen> {
  const body = { messages: [{ role: 'user', content: text }], stream, tools: [TOOL] };
  const response = await gateway.post('/v1/chat', body, { Authorization: `Bearer ${SANDBOX_KEY}` });
  if (!stream || response.status !== 200) return seen(response.status, await json(response));
  const events = await readSse(response);
  const end = events.find(({ event }) => event === 'final' || event === 'error');
  return seen(response.status, JSON.parse(end?.data ?? '{}'));
}

function seen(status: number, body: Record<string, string | undefined>): Seen {
  if (body.error === undefined) return { status, ...(body.finish_reason && { finish: body.finish_reason }) };
  return { status, error: body.error, ...(body.reason && { reason: body.reason }) };
}

// One gateway and one key for all of them: a failure that was asked for must not spoil the next request.
describe('a test key sees of each trigger what the table says', () => {
  test.each(SANDBOX_TRIGGERS.map(({ word }) => word))('sandbox:%s', async (word) => {
    const text = SHORT[word] ?? `sandbox:${word}`;
    const [whole, streamed] = SEEN[word];
    expect(await ask({ text, stream: false })).toEqual(whole);
    expect(await ask({ text, stream: true })).toEqual(streamed);
  });
});

test('after any number of failures that were asked for, the next request is answered', async () => {
  for (let failure = 0; failure < 8; failure++) await ask({ text: 'sandbox:unauthorized', stream: false });
  expect(await ask({ text: 'hello', stream: false })).toEqual(ANSWERED);
});

test('an answer that breaks off is continued by a second attempt, and says so at its end', async () => {
  const body = { messages: [{ role: 'user', content: 'sandbox:resume' }], stream: true };
  const events = await readSse(await gateway.post('/v1/chat', body, { Authorization: `Bearer ${SANDBOX_KEY}` }));
  const final = JSON.parse(events.find(({ event }) => event === 'final')?.data ?? '{}');
  expect(final.route).toMatchObject({ attempt: 2, resumed_from: 1 });
  expect(events.filter(({ event }) => event === 'error')).toEqual([]);
});

const EVERY_ERROR = Object.entries(ERROR_CATALOGUE).flatMap(([code, { status, reasons }]) =>
  (reasons.length === 0 ? [undefined] : reasons).map((reason) => ({ code, status, reason })),
);

describe('a test key gets every error of the catalogue with every reason, as the real one looks', () => {
  test.each(EVERY_ERROR)('$code $reason', async ({ code, status, reason }) => {
    const content = ['sandbox:error', code, reason].filter(Boolean).join(' ');
    const headers = { Authorization: `Bearer ${SANDBOX_KEY}` };
    for (const stream of [false, true]) {
      const response = await gateway.post('/v1/chat', { messages: [{ role: 'user', content }], stream }, headers);
      expect(response.status).toBe(status);
      const body = await json(response);
      expect(body).toMatchObject({
        error: code,
        code,
        message: expect.any(String),
        hint: expect.any(String),
        request_id: response.headers.get('x-lk-request-id'),
        docs: `/docs/errors#${code}`,
      });
      expect(body.reason).toBe(reason);
      if (status === 429) expect(response.headers.get('retry-after')).toBe('2');
    }
  });

  test.each([
    ['embeddings', '/v1/embeddings', { input: 'sandbox:error rate_limited' }],
    ['image', '/v1/image', { prompt: 'sandbox:error rate_limited' }],
    ['complete', '/v1/complete', { prompt: 'sandbox:error rate_limited' }],
  ])('on %s, too', async (_name, path, body) => {
    const response = await gateway.post(path, body, { Authorization: `Bearer ${SANDBOX_KEY}` });
    expect([response.status, (await json(response)).error]).toEqual([429, 'rate_limited']);
  });
});

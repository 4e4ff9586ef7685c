import { json } from '../../scenarios/start-test-gateway.ts';
import { type CauseCase, chat, HELLO, withHeaders } from '../cause-case.ts';

export const REQUEST_CASES: readonly CauseCase[] = [
  {
    name: 'unknown_address',
    code: 'unknown_address',
    sentence: '/v1/v1/chat',
    fix: ['POST /v1/chat'],
    would: 'no',
    send: ({ ask }) => ask({ path: '/v1/v1/chat' }),
  },
  {
    name: 'unknown_request',
    code: 'unknown_request',
    fix: ['X-LK-Request-ID', 'latentkit logs'],
    would: 'no',
    send: ({ ask }) => ask({ path: '/api/requests/req_none/diagnosis', method: 'GET' }),
  },
  {
    name: 'posts_to_whoami',
    code: 'wrong_method',
    sentence: '/v1/whoami was called with POST',
    fix: ['GET /v1/whoami'],
    would: 'no',
    send: ({ ask }) => ask({ path: '/v1/whoami' }),
  },
  {
    name: 'wrong_method',
    code: 'wrong_method',
    sentence: 'PUT',
    fix: ['POST /v1/chat'],
    would: 'no',
    send: ({ ask }) => ask({ method: 'PUT' }),
  },
  {
    name: 'malformed_http',
    code: 'malformed_http',
    fix: ['ordinary HTTP client'],
    would: 'no',
    send: ({ raw }) => raw('HELLO\r\n\r\n'),
  },
  {
    name: 'large_headers',
    code: 'headers_too_large',
    fix: ['Cookie'],
    would: 'no',
    send: ({ raw }) => raw(`GET /v1/chat HTTP/1.1\r\nHost: x\r\nCookie: ${'a'.repeat(40_000)}\r\n\r\n`),
  },
  {
    name: 'wrong_type',
    code: 'wrong_content_type',
    fix: ['Content-Type: application/json'],
    would: 'no',
    send: ({ ask }) => ask({ headers: { 'Content-Type': 'text/plain' } }),
  },
  {
    name: 'compressed',
    code: 'compressed_body',
    fix: ['Content-Encoding'],
    would: 'no',
    send: ({ ask }) => ask({ headers: { 'Content-Encoding': 'gzip' } }),
  },
  {
    name: 'large_body',
    code: 'body_too_large',
    fix: ['by URL', 'LATENTKIT_MAX_BODY_MIB'],
    would: 'unknown',
    send: ({ ask }) => ask({ body: 'x'.repeat(1_100_000) }),
  },
  {
    name: 'bad_json',
    code: 'invalid_json',
    fix: ['one JSON object'],
    would: 'no',
    send: ({ ask }) => ask({ body: '{"messages": [' }),
  },
  ...['model', 'provider', 'route', 'policy'].map(
    (field): CauseCase => ({
      name: `names_a_${field}`,
      code: 'routing_field_in_body',
      sentence: `"${field}"`,
      fix: [field, 'routes[].attempts[].model'],
      would: 'no',
      send: chat({ [field]: 'x' }),
    }),
  ),
  {
    name: 'odd_idempotency_key',
    code: 'invalid_header',
    sentence: '"Idempotency-Key"',
    fix: ['visible ASCII', 'Idempotency-Key: '],
    would: 'no',
    send: withHeaders({ 'Idempotency-Key': 'two words' }),
  },
  {
    name: 'key_for_two_bodies',
    code: 'idempotency_other_body',
    fix: ['a new key for each task', 'the same bytes'],
    would: 'no',
    send: async ({ ask }) => {
      const headers = { 'Idempotency-Key': 'one-key' };
      await ask({ headers });
      return ask({ headers, body: { messages: [{ role: 'user', content: 'Another body' }] } });
    },
  },
  {
    name: 'repeat_too_early',
    code: 'idempotency_in_progress',
    fix: ['the answer of the first', 'Retry-After: 1', 'routes[].deadline_ms'],
    would: 'yes',
    behaviour: { delayMs: 300 },
    send: async ({ ask }) => {
      const headers = { 'Idempotency-Key': 'one-key' };
      const first = ask({ headers });
      await new Promise((resolve) => setTimeout(resolve, 100));
      const second = await ask({ headers });
      await first;
      return second;
    },
  },
  {
    name: 'repeat',
    code: null,
    words: 'replayed',
    sentence: 'The Idempotency-Key had come before: the answer of req_',
    fix: ['latentkit explain req_'],
    would: 'yes',
    send: async ({ ask }) => {
      const headers = { 'Idempotency-Key': 'one-key' };
      await ask({ headers });
      return ask({ headers });
    },
  },
  {
    name: 'unknown_profile',
    code: 'unknown_profile',
    fix: ['response_profile: "balanced"'],
    would: 'no',
    send: chat({ response_profile: 'turbo' }),
  },
  {
    name: 'wrong_field',
    code: 'invalid_field',
    sentence: '"temperature" (out_of_range)',
    fix: ['temperature'],
    would: 'no',
    send: chat({ temperature: 9 }),
  },
  {
    name: 'missing_field',
    code: 'invalid_field',
    sentence: '"messages" (missing_field)',
    fix: ['messages'],
    would: 'no',
    send: ({ ask }) => ask({ body: {} }),
  },
  {
    name: 'client_gone',
    code: 'client_gone',
    fix: ['timeout of the client'],
    would: 'yes',
    behaviour: { stallBeforeHeaders: true },
    send: async ({ url, secret }) => {
      const headers = { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' };
      const body = JSON.stringify(HELLO);
      await fetch(`${url}/v1/chat`, { method: 'POST', headers, body, signal: AbortSignal.timeout(150) }).catch(
        () => {},
      );
      return newestOf({ url, headers });
    },
  },
];

/** A client that has gone never learned its request id: the newest request of the key is the one. */
async function newestOf({ url, headers }: { url: string; headers: Record<string, string> }): Promise<string> {
  for (;;) {
    const { latest_request: newest } = await json(await fetch(`${url}/v1/me`, { headers }));
    if (newest !== null) return newest.request_id;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

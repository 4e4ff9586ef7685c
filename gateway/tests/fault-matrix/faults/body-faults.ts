import type { FakeErrorEvent } from '../../fake-upstream/behaviour.ts';
import type { Fault } from '../fault.ts';
import { framesOf, replying } from '../matrix-dialects.ts';
import { withFrames } from '../with-frames.ts';

const BOTH = ['stream', 'whole'] as const;
const HTML = '<!doctype html><html><title>502 Bad Gateway</title><body>nginx</body></html>';

export const BODY_FAULTS: readonly Fault[] = [
  {
    id: 'F9',
    name: '200 with an error as its body',
    kind: 'upstream',
    moments: ['before'],
    calls: BOTH,
    variants: ({ dialect }) => [() => ({ body: ERROR_IN_200[dialect.id] })],
  },
  {
    id: 'F9',
    name: '200 with an HTML page, an empty body, or JSON that is no answer',
    kind: 'upstream',
    moments: ['before'],
    calls: BOTH,
    variants: () => ['', HTML, '{}', '[]', 'null'].map((body) => () => ({ body })),
    reason: 'malformed_response',
  },
  {
    id: 'F9',
    name: 'an error event as the first, or after the first words',
    kind: 'upstream',
    moments: ['before', 'after'],
    calls: ['stream'],
    variants: ({ moment }) => [
      ({ request }) => {
        const first = framesOf(request).findIndex((frame) => frame.includes('one'));
        const errorEvent: FakeErrorEvent = { afterEvents: moment === 'before' ? 0 : first + 1 };
        return replying({ errorEvent });
      },
    ],
  },
  {
    id: 'F9',
    name: 'an answer that says of itself that it failed',
    kind: 'upstream',
    moments: ['before', 'after'],
    calls: ['stream'],
    dialects: ['openai-responses'],
    variants: ({ moment }) => [
      withFrames((frames) => {
        const first = frames.findIndex((frame) => frame.includes('one'));
        return [...frames.slice(0, moment === 'before' ? 1 : first + 1), FAILED_RESPONSE];
      }),
    ],
    reason: 'server_error',
  },
  {
    id: 'F14',
    name: 'a stream that never ends (cut at the deadline)',
    kind: 'endless',
    moments: ['after'],
    calls: ['stream'],
    variants: () => [() => replying({ repeatEveryMs: 50 })],
    reason: 'deadline:deadline',
  },
  {
    id: 'F14',
    name: 'an answer that never ends',
    kind: 'upstream',
    waits: true,
    moments: ['after'],
    calls: ['whole'],
    variants: () => [() => replying({ stream: true, repeatEveryMs: 50 })],
    reason: 'timeout:attempt_timeout',
  },
  {
    id: 'F15',
    name: 'a body, or one event, of a gigabyte',
    kind: 'upstream',
    moments: ['before'],
    calls: BOTH,
    variants: () => [() => replying({ floodBytes: 1_000_000_000 })],
    reason: 'malformed_response:limit',
  },
  {
    id: 'F15',
    name: 'one event of two megabytes',
    kind: 'upstream',
    moments: ['before', 'after'],
    calls: ['stream'],
    variants: ({ moment }) => [
      withFrames((frames) => {
        const at = frames.findIndex((frame) => frame.includes('one')) + (moment === 'before' ? 0 : 1);
        return [...frames.slice(0, at), Buffer.from(`data: ${'x'.repeat(2_000_000)}\n\n`), ...frames.slice(at)];
      }),
    ],
    reason: 'malformed_response:limit',
  },
  {
    id: 'F15',
    name: '16 MB of headers',
    kind: 'upstream',
    moments: ['before'],
    calls: BOTH,
    variants: () => [() => replying({ headerPaddingBytes: 16_000_000 })],
    reason: 'malformed_response:limit',
  },
  {
    id: 'F18',
    name: 'a gzip bomb of 10 GB',
    kind: 'upstream',
    moments: ['before'],
    calls: BOTH,
    variants: () => [() => ({ gzipBombBytes: 10_000_000_000 })],
    reason: 'malformed_response:limit',
  },
  {
    id: 'F20',
    name: 'headers of a byte each 20 ms',
    kind: 'upstream',
    waits: true,
    moments: ['before'],
    calls: BOTH,
    variants: () => [
      () => ({ raw: 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'.padEnd(2_000, 'x'), rawEveryMs: 20 }),
    ],
    reason: ({ call }) => (call === 'stream' ? 'timeout:first_content_timeout' : 'timeout:attempt_timeout'),
  },
  {
    id: 'F20',
    name: 'bytes that are no HTTP',
    kind: 'upstream',
    moments: ['before'],
    calls: BOTH,
    variants: () => [() => ({ raw: 'SSH-2.0-OpenSSH_9.9\r\n' })],
    reason: 'malformed_response:protocol',
  },
  ...(['self_signed', 'expired'] as const).map(
    (upstream): Fault => ({
      id: 'F21',
      name: `TLS certificate ${upstream.replace('_', '-')}`,
      kind: 'upstream',
      moments: ['before'],
      calls: BOTH,
      upstream,
      variants: () => [() => ({})],
      reason: 'connect_error:tls',
    }),
  ),
];

const FAILED_RESPONSE = Buffer.from(
  `event: response.failed\ndata: ${JSON.stringify({
    type: 'response.failed',
    response: { id: 'resp_fake', status: 'failed', error: { code: 'server_error', message: 'The model failed.' } },
  })}\n\n`,
);

/** As each format writes a failure, with the status of a success. */
const ERROR_IN_200 = {
  'openai-compatible': { error: { message: 'The server had an error.', type: 'server_error', code: null } },
  'openai-responses': { error: { message: 'The server had an error.', type: 'server_error', code: null, param: null } },
  anthropic: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
  google: { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } },
  cohere: { id: 'x', message: 'internal server error' },
  ollama: { error: 'model runner has unexpectedly stopped' },
};

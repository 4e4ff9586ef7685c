import { ERROR_BODIES } from '../../fake-upstream/error-bodies.ts';
import type { Fault } from '../fault.ts';
import type { DialectId } from '../matrix-dialects.ts';

const BOTH = ['stream', 'whole'] as const;
/** Status → the class that it teaches in every dialect; undefined where the provider's own code may say it better. */
const REFUSALS: Readonly<Record<number, string | undefined>> = {
  401: 'auth_upstream',
  402: 'quota_exhausted',
  403: 'permission',
  404: undefined,
  408: undefined,
  409: undefined,
  424: 'server_error',
  429: 'rate_limited',
  500: 'server_error',
  502: 'server_error',
  503: undefined,
  504: undefined,
  529: undefined,
};

const OUT_OF_CREDIT: Partial<Record<DialectId, keyof typeof ERROR_BODIES>> = {
  'openai-compatible': 'openai: quota',
  'openai-responses': 'openai: quota',
  anthropic: 'anthropic: credit balance',
  cohere: 'cohere: trial limit',
};

export const STATUS_FAULTS: readonly Fault[] = [
  ...Object.entries(REFUSALS).map(
    ([status, reason]): Fault => ({
      id: 'F13',
      name: `status ${status}`,
      kind: 'upstream',
      moments: ['before'],
      calls: BOTH,
      variants: () => [() => ({ status: Number(status) })],
      // The class stands first; a provider's code behind it differs.
      ...(reason === undefined ? undefined : { reason }),
    }),
  ),
  {
    id: 'F12',
    name: 'out of credit, as the provider says it',
    kind: 'upstream',
    moments: ['before'],
    calls: BOTH,
    dialects: ['openai-compatible', 'openai-responses', 'anthropic', 'cohere'],
    variants: ({ dialect }) => {
      const named = OUT_OF_CREDIT[dialect.id];
      const { status, body } = ERROR_BODIES[named ?? 'openai: quota'];
      return [() => ({ status, body })];
    },
    reason: 'quota_exhausted',
  },
  {
    id: 'F26',
    name: 'status 400: the task itself is refused',
    kind: 'task',
    moments: ['before'],
    calls: BOTH,
    variants: () => [() => ({ status: 400 })],
    reason: 'bad_request',
  },
  {
    id: 'F17',
    name: 'redirect to 169.254.169.254',
    kind: 'upstream',
    moments: ['before'],
    calls: BOTH,
    variants: () =>
      [301, 302, 307, 308].map((status) => () => ({
        status,
        headers: { location: 'http://169.254.169.254/latest/meta-data/' },
      })),
    reason: 'malformed_response',
  },
];

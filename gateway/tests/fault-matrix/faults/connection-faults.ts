import type { Fault } from '../fault.ts';
import { exampleRequest, framesOf, landmarksOf, replying } from '../matrix-dialects.ts';

const BOTH = ['stream', 'whole'] as const;
/** So many places of a stream, evenly spread. */
const SPREAD = [0, 0.2, 0.4, 0.6, 0.8, 0.99] as const;

/** Where the connection breaks: of a stream before or behind its first content, of a whole answer anywhere in its body. */
function breaks(
  name: 'resetAtByte' | 'finAtByte' | 'eofAtByte' | 'stallAtByte',
  shares: readonly number[],
): Fault['variants'] {
  return ({ moment, call }) =>
    shares.map((share) => ({ request }) => {
      if (call === 'whole') {
        const length = Buffer.concat(framesOf(request)).length;
        return replying({ [name]: moment === 'before' ? 0 : Math.max(1, Math.floor(length * share)) });
      }
      const { firstContentStart, firstContentEnd, terminalEnd } = landmarksOf(request);
      const [from, to] = moment === 'before' ? [0, firstContentEnd] : [firstContentEnd, terminalEnd];
      // The frame with the first content counts only when it is whole.
      const at = Math.min(Math.floor(from + (to - from) * share), to - (moment === 'before' ? 4 : 8));
      return replying({ [name]: Math.max(at, share === 0 ? from : firstContentStart === 0 ? 1 : 0) });
    });
}

export const CONNECTION_FAULTS: readonly Fault[] = [
  {
    id: 'F1',
    name: 'connection refused',
    kind: 'upstream',
    moments: ['before'],
    calls: BOTH,
    upstream: 'refusing',
    variants: () => [() => ({})],
    reason: 'connect_error:connect_refused',
  },
  ...(['no_such_name', 'resolver_fails'] as const).map(
    (upstream): Fault => ({
      id: 'F1',
      name: upstream === 'no_such_name' ? 'a host name that does not exist' : 'a resolver that fails (EAI_AGAIN)',
      kind: 'upstream',
      moments: ['before'],
      calls: BOTH,
      upstream,
      variants: () => [() => ({})],
      reason: 'connect_error:dns',
    }),
  ),
  {
    id: 'F1',
    name: 'a resolver that never answers',
    kind: 'upstream',
    moments: ['before'],
    calls: BOTH,
    upstream: 'resolver_hangs',
    variants: () => [() => ({})],
    reason: 'timeout:connect_timeout',
  },
  {
    id: 'F1',
    name: 'reset, or closed, when the request has come',
    kind: 'upstream',
    moments: ['before'],
    calls: BOTH,
    variants: () => [() => ({ resetBeforeHeaders: true }), () => ({ closeBeforeHeaders: true })],
    reason: 'connect_error:reset',
  },
  {
    id: 'F2',
    name: 'accepts, and never answers',
    kind: 'upstream',
    waits: true,
    moments: ['before'],
    calls: BOTH,
    variants: () => [() => ({ stallBeforeHeaders: true })],
    reason: ({ call }) => (call === 'stream' ? 'timeout:first_content_timeout' : 'timeout:attempt_timeout'),
  },
  {
    id: 'F3',
    name: 'headers, then silence',
    kind: 'upstream',
    waits: true,
    moments: ['before'],
    calls: BOTH,
    variants: () => [() => replying({ stallAfterHeaders: true })],
    reason: ({ call }) => (call === 'stream' ? 'timeout:first_content_timeout' : 'timeout:attempt_timeout'),
  },
  {
    id: 'F3',
    name: 'silence in the middle of the body',
    kind: 'upstream',
    waits: true,
    moments: ['before', 'after'],
    calls: BOTH,
    variants: breaks('stallAtByte', [0.6]),
    reason: ({ moment, call }) => {
      if (call === 'whole') return 'timeout:attempt_timeout';
      return moment === 'before' ? 'timeout:first_content_timeout' : 'timeout:idle_timeout';
    },
  },
  {
    id: 'F4',
    name: 'reset (RST) at bytes spread over the body',
    kind: 'upstream',
    moments: ['before', 'after'],
    calls: BOTH,
    variants: breaks('resetAtByte', SPREAD),
    reason: 'connect_error:reset',
  },
  {
    id: 'F4',
    name: 'connection closed (FIN) at bytes spread over the body',
    kind: 'upstream',
    moments: ['before', 'after'],
    calls: BOTH,
    variants: breaks('finAtByte', SPREAD),
    reason: 'connect_error:reset',
  },
  {
    id: 'F4',
    name: 'reset (RST) behind every single byte',
    kind: 'upstream',
    moments: ['before', 'after'],
    calls: ['stream'],
    dialects: ['openai-compatible'],
    variants: ({ moment }) => {
      const { firstContentEnd, terminalEnd } = landmarksOf(exampleRequest());
      const [from, to] = moment === 'before' ? [0, firstContentEnd] : [firstContentEnd, terminalEnd];
      // Of the frame's closing blank line only the last byte closes it.
      return Array.from({ length: to - from }, (_, at) => () => replying({ resetAtByte: from + at }));
    },
    reason: 'connect_error:reset',
  },
  {
    id: 'F4',
    name: 'reset, closed or silent behind the terminal event',
    kind: 'harmless',
    moments: ['after'],
    calls: ['stream'],
    waits: true,
    variants: () =>
      (['resetAtByte', 'finAtByte', 'stallAtByte'] as const).map(
        (name) =>
          ({ request }) =>
            replying({ [name]: landmarksOf(request).total }),
      ),
  },
  {
    id: 'F5',
    name: 'clean end of the body without a terminal event',
    kind: 'upstream',
    moments: ['before', 'after'],
    calls: ['stream'],
    variants: ({ moment }) => [
      ({ request }) =>
        moment === 'after'
          ? replying({ omitTerminal: true })
          : replying({ eofAtByte: landmarksOf(request).firstContentStart }),
    ],
  },
  {
    id: 'F6',
    name: 'half a frame, or half a body, then a clean end',
    kind: 'upstream',
    moments: ['before', 'after'],
    calls: BOTH,
    variants: breaks('eofAtByte', [0.3, 0.6, 0.9]),
  },
];

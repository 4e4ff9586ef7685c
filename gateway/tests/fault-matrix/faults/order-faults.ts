import type { Fault } from '../fault.ts';
import type { DialectId } from '../matrix-dialects.ts';
import { withFrames } from '../with-frames.ts';

interface StrayEvent {
  readonly lines?: true;
  readonly data: object;
}

function frameOf({ lines, data }: StrayEvent): Buffer {
  const type = 'type' in data && typeof data.type === 'string' ? `event: ${data.type}\n` : '';
  return Buffer.from(lines ? `${JSON.stringify(data)}\n` : `${type}data: ${JSON.stringify(data)}\n\n`);
}

const CHUNK = { id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm' };
const ORPHANED_ARGUMENTS = {
  'openai-compatible': {
    data: { ...CHUNK, choices: [{ index: 0, delta: { tool_calls: [{ index: 7, function: { arguments: '{}' } }] } }] },
  },
  'openai-responses': { data: { type: 'response.function_call_arguments.delta', output_index: 7, delta: '{}' } },
  anthropic: {
    data: { type: 'content_block_delta', index: 9, delta: { type: 'input_json_delta', partial_json: '{}' } },
  },
};

const STRAY_EVENTS: Readonly<Record<DialectId, readonly StrayEvent[]>> = {
  'openai-compatible': [
    { data: { ...CHUNK, choices: [] } },
    { data: { ...CHUNK, choices: [{ index: 3, delta: { content: 'of another choice' } }] } },
    { data: { object: 'something.else' } },
  ],
  'openai-responses': [
    { data: { type: 'response.output_text.done', output_index: 9, content_index: 0, text: '' } },
    { data: { type: 'response.something_new', output_index: 0 } },
    { data: { type: 'keepalive' } },
  ],
  anthropic: [{ data: { type: 'content_block_stop', index: 9 } }, { data: { type: 'something_new', index: 0 } }],
  google: [
    { data: { candidates: [] } },
    { data: { usageMetadata: { promptTokenCount: 1 } } },
    { data: { somethingNew: 1 } },
  ],
  cohere: [{ data: { type: 'content-end', index: 9 } }, { data: { type: 'something-new' } }],
  ollama: [
    { lines: true, data: { model: 'm', message: { role: 'assistant' }, done: false } },
    { lines: true, data: { somethingNew: true } },
  ],
};

/** F16: events that come twice, out of order, or about something that never began. */
export const ORDER_FAULTS: readonly Fault[] = [
  {
    id: 'F16',
    name: 'the opening events come twice',
    kind: 'harmless',
    moments: ['before'],
    calls: ['stream'],
    dialects: ['openai-compatible', 'openai-responses', 'anthropic', 'cohere'],
    variants: () => [withFrames((frames) => [...frames.slice(0, 1), ...frames])],
  },
  {
    id: 'F16',
    name: 'events of an unknown kind, about an unknown part, or about nothing',
    kind: 'harmless',
    moments: ['before'],
    calls: ['stream'],
    variants: ({ dialect }) =>
      STRAY_EVENTS[dialect.id].map((event) =>
        withFrames((frames) => [...frames.slice(0, 1), frameOf(event), ...frames.slice(1)]),
      ),
  },
  // Half a tool call can't be run: such an answer is not whole. Which moment it is depends on when the format can tell.
  ...(['openai-compatible', 'openai-responses', 'anthropic'] as const).map(
    (dialect): Fault => ({
      id: 'F16',
      name: 'arguments for a tool call that never began',
      kind: 'upstream',
      moments: [dialect === 'anthropic' ? 'before' : 'after'],
      calls: ['stream'],
      dialects: [dialect],
      variants: () => [
        withFrames((frames) => [...frames.slice(0, 1), frameOf(ORPHANED_ARGUMENTS[dialect]), ...frames.slice(1)]),
      ],
      reason: 'malformed_response',
    }),
  ),
];

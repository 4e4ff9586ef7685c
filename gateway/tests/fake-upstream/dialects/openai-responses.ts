import type { FakeDialect, FakeEvent, FullReply } from '../fake-dialect.ts';
import { openaiDialect } from './openai.ts';

const CREATED = 1_700_000_000;

const INCOMPLETE_REASONS: Record<string, string> = { length: 'max_output_tokens', content_filter: 'content_filter' };

/** Responses: the other format of OpenAI, in which an answer is a list of items, and each event has its number. */
export const openaiResponsesDialect: FakeDialect = {
  ...openaiDialect,
  name: 'openai-responses',
  operation: ({ path, body }) => {
    const route = path.split('?')[0] ?? '';
    return route.endsWith('/responses') ? { kind: 'chat', stream: body.stream === true } : undefined;
  },
  chat: (reply) => endedResponse(reply),
  chatEvents: (reply) => numbered(eventsOf(reply)),
  errorEvent: (failure) => {
    const body = openaiDialect.errorBody(failure);
    return { event: 'error', data: JSON.stringify({ type: 'error', sequence_number: 1, ...asFields(body) }) };
  },
};

type Fields = Record<string, unknown>;
type NamedEvent = readonly [type: string, fields: Fields];

/** One item of the answer: as it begins, what fills it, and as it stands when it is whole. */
interface Item {
  readonly begun: Fields;
  readonly pieces: (place: Fields) => readonly NamedEvent[];
  readonly whole: Fields;
}

function eventsOf(reply: FullReply): NamedEvent[] {
  const running = { ...responseHead(reply), status: 'in_progress', output: [], usage: null };
  const items = itemsOf(reply).flatMap(({ begun, pieces, whole }, output_index): NamedEvent[] => [
    ['response.output_item.added', { output_index, item: begun }],
    ...pieces({ item_id: whole.id, output_index }),
    ['response.output_item.done', { output_index, item: whole }],
  ]);
  const ended = endedResponse(reply);
  return [
    ['response.created', { response: running }],
    ['response.in_progress', { response: running }],
    ...items,
    [`response.${ended.status}`, { response: ended }],
  ];
}

function numbered(events: readonly NamedEvent[]): FakeEvent[] {
  return events.map(([type, fields], sequence_number) => ({
    event: type,
    data: JSON.stringify({ type, ...fields, sequence_number }),
    isTerminal: sequence_number === events.length - 1,
  }));
}

function itemsOf(reply: FullReply): Item[] {
  return [
    ...(reply.reasoning === '' ? [] : [reasoningItem(reply)]),
    ...(reply.text === '' ? [] : [messageItem(reply)]),
    ...reply.toolCalls.map(callItem),
  ];
}

function reasoningItem({ reasoning, reasoningDeltas }: FullReply): Item {
  const head = { id: 'rs_fake', type: 'reasoning' };
  const part = { type: 'summary_text', text: reasoning };
  return {
    begun: { ...head, summary: [], encrypted_content: 'unfinished' },
    pieces: (place) => [
      ['response.reasoning_summary_part.added', { ...place, summary_index: 0, part: { ...part, text: '' } }],
      ...reasoningDeltas.map(
        (delta): NamedEvent => ['response.reasoning_summary_text.delta', { ...place, summary_index: 0, delta }],
      ),
      ['response.reasoning_summary_text.done', { ...place, summary_index: 0, text: reasoning }],
      ['response.reasoning_summary_part.done', { ...place, summary_index: 0, part }],
    ],
    whole: { ...head, summary: [part], encrypted_content: 'c2VhbGVk' },
  };
}

function messageItem({ text, textDeltas }: FullReply): Item {
  const head = { id: 'msg_fake', type: 'message', role: 'assistant' };
  const part = { type: 'output_text', annotations: [], logprobs: [], text };
  return {
    begun: { ...head, status: 'in_progress', content: [] },
    pieces: (place) => [
      ['response.content_part.added', { ...place, content_index: 0, part: { ...part, text: '' } }],
      ...textDeltas.map(
        (delta): NamedEvent => ['response.output_text.delta', { ...place, content_index: 0, delta, logprobs: [] }],
      ),
      ['response.output_text.done', { ...place, content_index: 0, text, logprobs: [] }],
      ['response.content_part.done', { ...place, content_index: 0, part }],
    ],
    whole: { ...head, status: 'completed', content: [part] },
  };
}

function callItem({ id, name, json }: FullReply['toolCalls'][number], index: number): Item {
  const head = { id: `fc_fake_${index}`, type: 'function_call', call_id: id, name };
  const half = Math.ceil(json.length / 2);
  return {
    begun: { ...head, status: 'in_progress', arguments: '' },
    pieces: (place) => [
      ...[json.slice(0, half), json.slice(half)].map(
        (delta): NamedEvent => ['response.function_call_arguments.delta', { ...place, delta }],
      ),
      ['response.function_call_arguments.done', { ...place, arguments: json }],
    ],
    whole: { ...head, status: 'completed', arguments: json },
  };
}

function responseHead({ model }: FullReply) {
  return { id: 'resp_fake', object: 'response', created_at: CREATED, model, error: null, store: false };
}

function endedResponse(reply: FullReply) {
  const reason = INCOMPLETE_REASONS[reply.finishReason];
  return {
    ...responseHead(reply),
    status: reason === undefined ? 'completed' : 'incomplete',
    incomplete_details: reason === undefined ? null : { reason },
    output: itemsOf(reply).map(({ whole }) => whole),
    usage: usageOf(reply),
  };
}

function usageOf({ usage }: FullReply) {
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cachedInput ?? 0 },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
    total_tokens: usage.input + usage.output,
  };
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

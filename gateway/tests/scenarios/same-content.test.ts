import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Behaviour } from '../fake-upstream/behaviour.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { connectionConfig, connectionName, modelIn, ownOrigins } from '../fault-matrix/matrix-connections.ts';
import { MATRIX_DIALECTS, type MatrixDialect } from '../fault-matrix/matrix-dialects.ts';
import { createRedirectingTransport, type RedirectingTransport } from '../support/redirecting-transport.ts';
import { json, startTestGateway, type TestGateway } from './start-test-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Say it.' }] };

let upstream: FakeUpstream;
let redirecting: RedirectingTransport;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startFakeUpstream();
  const connections = MATRIX_DIALECTS.map((dialect) => ({ dialect, name: 'only', url: upstream.url }));
  redirecting = createRedirectingTransport({ origins: ownOrigins(connections) });
  gateway = await startTestGateway({
    transport: redirecting.transport,
    yaml: JSON.stringify({
      version: 1,
      workspace: 'acme',
      connections: connections.map(connectionConfig),
      routes: connections.map(({ dialect, name }) => ({
        name: dialect.id,
        attempts: [{ connection: connectionName({ dialect, name }), model: modelIn({ dialect, model: 'm' }) }],
      })),
      keys: MATRIX_DIALECTS.map(({ id }) => ({ name: id, route: id, secret: keyOf(id) })),
    }),
  });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await redirecting[Symbol.asyncDispose]();
  await upstream.close();
});

function keyOf(id: string): string {
  return `lk_live_${id}_0123456789abcdefghij`;
}

interface Said {
  readonly content: string;
  readonly reasoning: string;
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[];
  readonly finishReason: unknown;
}

async function askWhole(dialect: MatrixDialect): Promise<Said> {
  const body = await json(await gateway.post('/v1/chat', ASK, { Authorization: `Bearer ${keyOf(dialect.id)}` }));
  const calls: { function: Said['toolCalls'][number] }[] = body.tool_calls ?? [];
  return {
    content: body.content,
    reasoning: body.reasoning ?? '',
    toolCalls: calls.map((call) => ({ name: call.function.name, arguments: call.function.arguments })),
    finishReason: body.finish_reason,
  };
}

/** Put together from its events by the standard's rules, as any client would. */
async function askStreamed(dialect: MatrixDialect): Promise<Said> {
  const response = await gateway.post(
    '/v1/chat',
    { ...ASK, stream: true },
    { Authorization: `Bearer ${keyOf(dialect.id)}` },
  );
  const said = { content: '', reasoning: '', toolCalls: [] as { name: string; arguments: string }[], finishReason: '' };
  const events = parseEvents(await response.text());
  expect(events.at(-1)).toEqual({ event: 'message', data: '[DONE]' });
  for (const { event, data } of events.slice(0, -1)) {
    const body = JSON.parse(data);
    expect(['message', 'reasoning', 'tool_call', 'final']).toContain(event);
    said.content += body.delta;
    said.reasoning += body.reasoning && event === 'reasoning' ? body.reasoning : '';
    if (event === 'final') said.finishReason = body.finish_reason;
    for (const { index, function: part } of event === 'tool_call' ? body.tool_calls : []) {
      said.toolCalls[index] ??= { name: part.name, arguments: '' };
      said.toolCalls[index].arguments += part.arguments;
    }
  }
  return said;
}

function parseEvents(text: string): { event: string; data: string }[] {
  return text
    .split(/\r\n\r\n|\n\n|\r\r/)
    .filter((block) => block !== '')
    .map((block) => {
      const fields = block.split(/\r\n|\n|\r/).map((line) => [line.split(':')[0], line.replace(/^[^:]*: ?/, '')]);
      const data = fields.filter(([name]) => name === 'data').map(([, value]) => value);
      return { event: fields.find(([name]) => name === 'event')?.[1] ?? 'message', data: data.join('\n') };
    });
}

/** Words, and everything that means something to a parser of event streams, of JSON or of HTTP. */
const SYNTAX = [
  '\n\ndata: [DONE]\n\n',
  '\r\n\r\n',
  'event: error\ndata: {}\n\n',
  '\u2028',
  '"}',
  '\\',
  ': ',
  'data:',
  '0\r\n\r\n',
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...SYNTAX), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(''))
  .filter((said) => said.trim() === said && said.isWellFormed());

const framing: fc.Arbitrary<Behaviour> = fc.record(
  {
    chunking: fc.oneof(fc.constantFrom('bytes', 'whole', 'events'), fc.integer({ min: 1, max: 40 })),
    lineEnding: fc.constantFrom('lf', 'crlf'),
    comments: fc.boolean(),
    stream: fc.boolean(),
  },
  { requiredKeys: [] },
);

function piecesOf(said: string): string[] {
  return said.match(/[\s\S]{1,3}/gu) ?? [];
}

test.each(MATRIX_DIALECTS)(
  '$id: a stream put together is the whole answer, reasoning included, however it was cut; no text makes an event',
  async (dialect) => {
    await fc.assert(
      fc.asyncProperty(text, text, framing, async (content, reasoning, behaviour) => {
        const reply = {
          text: content,
          textDeltas: piecesOf(content),
          reasoning,
          reasoningDeltas: piecesOf(reasoning),
        };
        upstream.script({ ...behaviour, reply });
        const whole = await askWhole(dialect);
        const streamed = await askStreamed(dialect);
        expect({ content: whole.content, reasoning: whole.reasoning }).toEqual({ content, reasoning });
        expect(streamed).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  },
  60_000,
);

test.each(MATRIX_DIALECTS)(
  '$id: the same tool calls and reasoning, streamed and whole',
  async (dialect) => {
    const json = fc.json({ maxDepth: 2 }).filter((value) => value.startsWith('{'));
    await fc.assert(
      fc.asyncProperty(json, framing, async (value, behaviour) => {
        const toolCalls = [
          { name: 'look', arguments: JSON.parse(value) },
          { name: 'listen', arguments: { to: '\n\ndata: [DONE]\n\n' } },
        ];
        upstream.script({ ...behaviour, reply: { reasoning: 'I must look, and then listen.', toolCalls } });
        const whole = await askWhole(dialect);
        expect(whole.reasoning).toContain('I must look, and then listen.');
        expect(whole.toolCalls.map((call) => ({ ...call, arguments: JSON.parse(call.arguments) }))).toEqual(toolCalls);
        expect(await askStreamed(dialect)).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  },
  60_000,
);

import { expect, test } from 'vitest';
import { readChatBody } from '../latentkit/read-request.ts';
import { writeCohereRequest } from './write-request.ts';

const user = { role: 'user', content: 'Hi.' };
const tool = (name: string) => ({ type: 'function', function: { name } });

function draftOf(body: object) {
  const { task } = readChatBody(JSON.stringify({ messages: [user], ...body }));
  if (task.operation !== 'chat') throw new Error('no chat task');
  const draft = writeCohereRequest({
    request: task.request,
    model: 'm',
    stream: false,
    connection: 'here',
    maxOutputTokens: 4_000,
  });
  return { body: draft.body, warned: draft.warnings.map(({ param }) => param) };
}

test('system text comes first, wherever it stood', () => {
  const messages = [{ role: 'system', content: 'A.' }, user, { role: 'developer', content: 'B.' }];
  expect(draftOf({ messages })).toMatchObject({
    body: {
      messages: [
        { role: 'system', content: 'A.\n\nB.' },
        { role: 'user', content: 'Hi.' },
      ],
    },
    warned: ['messages[2]'],
  });
});

test('a named tool is required by offering no other', () => {
  const tools = [tool('a'), tool('b')];
  const chosen = draftOf({ tools, tool_choice: { type: 'function', function: { name: 'b' } } });
  expect(chosen).toMatchObject({ body: { tools: [{ function: { name: 'b' } }], tool_choice: 'REQUIRED' }, warned: [] });
  expect(chosen.body.tools).toHaveLength(1);
  expect(draftOf({ tools, tool_choice: { type: 'function', function: { name: 'c' } } }).warned).toEqual([
    'tool_choice',
  ]);
});

test('free choice is said by saying nothing', () => {
  expect(draftOf({ tools: [tool('a')], tool_choice: 'auto' }).body).not.toHaveProperty('tool_choice');
});

test('what the format cannot say is named', () => {
  const { body, warned } = draftOf({
    tools: [tool('a.b')],
    parallel_tool_calls: false,
    response_format: { type: 'json_object' },
    seed: -1,
    max_tokens: 5_000,
    stop: ['a', 'b', 'c', 'd', 'e', 'f'],
  });
  expect(body).not.toHaveProperty('response_format');
  expect(body).not.toHaveProperty('seed');
  expect(body).toMatchObject({ max_tokens: 4_000, stop_sequences: ['a', 'b', 'c', 'd', 'e'] });
  expect(warned.sort()).toEqual(['max_tokens', 'parallel_tool_calls', 'response_format', 'seed', 'stop', 'tools']);
});

test('JSON without a schema', () => {
  const { body } = draftOf({ response_format: { type: 'json_object' } });
  expect(body).toMatchObject({ response_format: { type: 'json_object' } });
});

test.each([
  [{ effort: 'none' }, { type: 'disabled' }, []],
  [{ budget_tokens: 0 }, { type: 'disabled' }, []],
  [{ effort: 'high', budget_tokens: 90 }, { type: 'enabled', token_budget: 90 }, []],
  [{ effort: 'low' }, { type: 'enabled' }, ['reasoning.effort']],
])('reasoning %j', (reasoning, thinking, warned) => {
  expect(draftOf({ reasoning })).toMatchObject({ body: { thinking }, warned });
});

test('thinking of another connection is left out, its text is still the plan of the tool calls', () => {
  const turn = {
    role: 'assistant',
    reasoning: 'Look it up.',
    reasoning_details: [{ format: 'cohere-chat', connection: 'there', data: { thinking: 'secret' } }],
    tool_calls: [{ id: 'x', type: 'function', function: { name: 'a', arguments: '' } }],
  };
  const { body, warned } = draftOf({ messages: [user, turn, { role: 'tool', tool_call_id: 'x', content: 'ok' }] });
  expect(JSON.stringify(body)).not.toContain('secret');
  expect(body).toMatchObject({
    messages: [
      {},
      { tool_plan: 'Look it up.', tool_calls: [{ function: { arguments: '{}' } }] },
      { content: [{ type: 'text', text: 'ok' }] },
    ],
  });
  expect(warned).toEqual(['messages[].reasoning_details']);
});

test('media outside of user messages is left out and named', () => {
  const image = { type: 'image_url', image_url: 'https://example.com/a.png' };
  const messages = [user, { role: 'assistant', content: [{ type: 'text', text: 'See:' }, image] }];
  expect(draftOf({ messages })).toMatchObject({
    body: { messages: [{}, { role: 'assistant', content: 'See:' }] },
    warned: ['messages[1].content'],
  });
});

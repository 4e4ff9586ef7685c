import { expect, test } from 'vitest';
import { readChatBody } from '../latentkit/read-request.ts';
import { writeGeminiRequest } from './write-request.ts';

const NEW_MODEL = 'gemini-3.8-flash';
const OLD_MODEL = 'gemini-2.5-flash';
const user = { role: 'user', content: 'Hi.' };

function draftOf({
  body,
  model = NEW_MODEL,
  maxOutputTokens,
}: {
  body: object;
  model?: string;
  maxOutputTokens?: number;
}) {
  const { task } = readChatBody(JSON.stringify({ messages: [user], ...body }));
  if (task.operation !== 'chat') throw new Error('no chat task');
  const draft = writeGeminiRequest({
    request: task.request,
    model,
    stream: false,
    connection: 'here',
    maxOutputTokens,
  });
  return { body: draft.body, warned: draft.warnings.map(({ param }) => param) };
}

function turnWith(details: object[], calls: object[] = []) {
  return { role: 'assistant', content: 'Yes.', tool_calls: calls, reasoning_details: details };
}

const tool = { type: 'function', function: { name: 'find', parameters: { type: 'object' } } };
const call = (id: string) => ({ id, type: 'function', function: { name: 'find', arguments: '{}' } });
const signedText = { part: 'text', signature: 'c2ln' };

test('a signature goes back to the connection that gave it, and to no other', () => {
  const format = 'gemini-generate';
  const own = draftOf({
    body: { messages: [user, turnWith([{ format, connection: 'here', data: signedText }]), user] },
  });
  expect(own.body).toMatchObject({ contents: [{}, { parts: [{ text: 'Yes.', thoughtSignature: 'c2ln' }] }, {}] });
  expect(own.warned).toEqual([]);
  const other = draftOf({
    body: { messages: [user, turnWith([{ format, connection: 'there', data: signedText }]), user] },
  });
  expect(JSON.stringify(other.body)).not.toContain('c2ln');
  expect(other.warned).toEqual(['messages[].reasoning_details']);
});

test('state that is not in our shape is left out instead of sent', () => {
  const details = [undefined, 'x', { part: 'tool_call', signature: 's' }, { part: 'text' }].map((data) => ({
    format: 'gemini-generate',
    data: data ?? null,
  }));
  details.push({ format: 'another-format', data: signedText });
  const { body, warned } = draftOf({ body: { messages: [user, turnWith(details), user] } });
  expect(JSON.stringify(body)).not.toContain('thoughtSignature');
  expect(warned).toEqual(['messages[].reasoning_details']);
});

test('a signature without text keeps an empty part of its own', () => {
  const turn = { ...turnWith([{ format: 'gemini-generate', data: signedText }]), content: null };
  expect(draftOf({ body: { messages: [user, turn, user] } }).body).toMatchObject({
    contents: [{}, { role: 'model', parts: [{ text: '', thoughtSignature: 'c2ln' }] }, {}],
  });
});

test('only models that demand signatures get the stand-in for a lost one', () => {
  const messages = [user, turnWith([], [call('a'), call('b')]), { role: 'tool', tool_call_id: 'a', content: '1' }];
  expect(JSON.stringify(draftOf({ body: { messages } }).body).match(/skip_thought_signature_validator/g)).toHaveLength(
    1,
  );
  expect(JSON.stringify(draftOf({ body: { messages }, model: OLD_MODEL }).body)).not.toContain('skip_thought');
});

test('ids that we made up ourselves are not sent; the calls are matched by name', () => {
  const messages = [user, turnWith([], [call('call_0')]), { role: 'tool', tool_call_id: 'call_0', content: '1' }];
  const { body } = draftOf({ body: { messages }, model: OLD_MODEL });
  expect(body).toMatchObject({
    contents: [{}, {}, { parts: [{ functionResponse: { name: 'find', response: { output: '1' } } }] }],
  });
  expect(JSON.stringify(body)).not.toContain('call_0');
});

test('a repeated made-up id names the function of the nearest earlier turn', () => {
  const other = { ...call('call_0'), function: { name: 'lose', arguments: '{}' } };
  const result = { role: 'tool', tool_call_id: 'call_0', content: '1' };
  const messages = [user, turnWith([], [call('call_0')]), result, turnWith([], [other]), result];
  const { body } = draftOf({ body: { messages }, model: OLD_MODEL });
  const names = JSON.stringify(body).match(/"functionResponse":\{"name":"\w+"/g);
  expect(names).toEqual(['"functionResponse":{"name":"find"', '"functionResponse":{"name":"lose"']);
});

test('a result without its call, and arguments that are no object, are named', () => {
  const broken = { id: 'x', type: 'function', function: { name: 'find', arguments: '[1' } };
  const { warned } = draftOf({
    body: { messages: [user, turnWith([], [broken]), { role: 'tool', tool_call_id: 'y', content: '1' }] },
    model: OLD_MODEL,
  });
  expect(warned).toEqual(['messages[1].tool_calls', 'messages[2].tool_call_id']);
});

test('an image of a tool stands inside the function response where the model can read it there, else beside it', () => {
  const image = { type: 'image_url', image_url: 'data:image/png;base64,AAAA' };
  const messages = [
    user,
    turnWith([], [call('a')]),
    { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'ok' }, image] },
  ];
  const inlineData = { mimeType: 'image/png', data: 'AAAA' };
  const functionResponse = { id: 'a', name: 'find', response: { output: 'ok' } };
  const last = (model: string) => {
    const { contents } = draftOf({ body: { messages }, model }).body;
    return Array.isArray(contents) ? contents.at(-1) : undefined;
  };
  expect(last(NEW_MODEL)).toEqual({
    role: 'user',
    parts: [{ functionResponse: { ...functionResponse, parts: [{ inlineData }] } }],
  });
  expect(last(OLD_MODEL)).toEqual({ role: 'user', parts: [{ functionResponse }, { inlineData }] });
});

test('a response format is left out beside tools only where the model cannot take both', () => {
  const body = { tools: [tool], response_format: { type: 'json_object' } };
  expect(draftOf({ body, model: OLD_MODEL })).toMatchObject({ warned: ['response_format'] });
  expect(draftOf({ body })).toMatchObject({
    body: { generationConfig: { responseMimeType: 'application/json' } },
    warned: [],
  });
});

test('a strict tool makes the model keep to the schema', () => {
  const strict = { ...tool, function: { ...tool.function, strict: true } };
  const modeOf = (body: object) => draftOf({ body }).body.toolConfig;
  expect(modeOf({ tools: [strict] })).toEqual({ functionCallingConfig: { mode: 'VALIDATED' } });
  expect(modeOf({ tools: [strict], tool_choice: 'none' })).toEqual({ functionCallingConfig: { mode: 'NONE' } });
  expect(modeOf({ tools: [tool], tool_choice: 'auto' })).toEqual({ functionCallingConfig: { mode: 'AUTO' } });
  expect(modeOf({ tools: [tool] })).toBeUndefined();
});

test('a tool cannot be required where there is none', () => {
  expect(draftOf({ body: { tool_choice: 'required' } })).toMatchObject({ warned: ['tool_choice'] });
});

test('more tokens than the model can write are cut to what it can', () => {
  const cut = draftOf({ body: { max_tokens: 90_000 }, maxOutputTokens: 65_536 });
  expect(cut).toMatchObject({ body: { generationConfig: { maxOutputTokens: 65_536 } }, warned: ['max_tokens'] });
  expect(draftOf({ body: { max_tokens: 5 }, maxOutputTokens: 65_536 }).warned).toEqual([]);
});

test('system text alone is sent as the user message that the API demands', () => {
  const { body, warned } = draftOf({ body: { messages: [{ role: 'system', content: 'Write a haiku.' }] } });
  expect(body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Write a haiku.' }] }] });
  expect(warned).toEqual(['messages']);
});

test('a file is sent with its type, or named as left out', () => {
  const fileOf = (file: object) =>
    draftOf({
      body: {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'x' },
              { type: 'file', file },
            ],
          },
        ],
      },
    });
  expect(fileOf({ file_data: 'QUJD', filename: 'a.CSV' }).body).toMatchObject({
    contents: [{ parts: [{}, { inlineData: { mimeType: 'text/csv', data: 'QUJD' } }] }],
  });
  expect(fileOf({ file_id: 'https://files.example/v1/f-1' }).body).toMatchObject({
    contents: [{ parts: [{}, { fileData: { fileUri: 'https://files.example/v1/f-1' } }] }],
  });
  expect(fileOf({ file_data: 'QUJD' }).warned).toEqual(['messages[0].content.file']);
  expect(fileOf({ file_id: 'file-abc' }).warned).toEqual(['messages[0].content.file.file_id']);
});

test('a warning that counts for many messages is given once', () => {
  const turn = { role: 'assistant', content: 'Yes.', reasoning: 'Hm.' };
  const { warned } = draftOf({ body: { messages: [user, turn, user, turn, user] } });
  expect(warned).toEqual(['messages[].reasoning']);
});

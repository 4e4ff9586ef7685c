import { expect, test } from 'vitest';
import { buildPrincipal } from '../../tests/build-principal.ts';
import { readId } from '../domain/ids.ts';
import type { Reached } from './account.ts';
import { keepContent } from './keep-content.ts';

const reached: Reached = {
  requestId: readId({ kind: 'req', text: 'req_1' }),
  endpoint: '/v1/chat',
  startedAtMs: 0,
  authorization: undefined,
  strayCredentialHeader: undefined,
  clientIp: '',
  connection: {},
  client: { gone: false, dismissal: undefined, whenGone: () => () => {}, dismiss() {}, workOn() {} },
  sink: { write: () => true, onceDrained() {} },
  once: undefined,
  readTask: () => Promise.reject(new Error('never asked')),
  billedTo() {},
  admitted() {},
  principal: buildPrincipal({ contentLogging: { retentionMs: 10 } }),
  bodyText: '{"secret":"words"}',
  content: { retentionMs: 10, streamed: undefined },
};

test('where it cannot be sealed the request goes on, and the log says so without a word of it', () => {
  const logged: unknown[] = [];
  const note = (...said: unknown[]) => void logged.push(said);
  const contents = {
    keep({ said }: { readonly said: { readonly body: string } | undefined }): void {
      throw new TypeError(`no way to seal ${said?.body}`);
    },
  };
  const deps = { contents, clock: { now: () => 5 }, log: { info: note, warn: note, error: note } };
  expect(keepContent({ reached, outcome: { state: 'cancelled', attempts: [] }, deps })).toBeUndefined();
  expect(logged).toHaveLength(1);
  expect(JSON.stringify(logged)).not.toContain('words');
});

test('is kept until its time is over, counted from the end of the request', () => {
  const kept: unknown[] = [];
  const deps = {
    contents: { keep: (content: unknown) => void kept.push(content) },
    clock: { now: () => 5 },
    log: { info() {}, warn() {}, error() {} },
  };
  expect(keepContent({ reached, outcome: { state: 'cancelled', attempts: [] }, deps })).toBe(15);
  expect(kept).toMatchObject([
    { requestId: 'req_1', createdAtMs: 5, expiresAtMs: 15, said: { body: '{"secret":"words"}', answerState: 'none' } },
  ]);
});

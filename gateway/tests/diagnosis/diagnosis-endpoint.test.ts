import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readId } from '../../src/domain/ids.ts';
import { json } from '../scenarios/start-test-gateway.ts';
import type { CauseCase } from './cause-case.ts';
import { ADMIN_TOKEN, type CaseGateway, secretOf, startCaseGateway } from './start-case-gateway.ts';

const NOTE = 'words of a provider';
const CASES: readonly CauseCase[] = [
  {
    name: 'refused',
    code: 'credential_refused',
    fix: [],
    would: 'no',
    behaviour: { status: 401, body: { error: { message: NOTE } } },
  },
  { name: 'other', code: null, fix: [], would: 'yes' },
  {
    name: 'stranger',
    code: null,
    fix: [],
    would: 'yes',
    change: async ({ writes, definitions, name }) => {
      const [workspace] = definitions.workspaces;
      const key = definitions.keys.find((candidate) => candidate.name === name);
      if (workspace === undefined || key === undefined) throw new Error('nothing to change');
      const id = readId({ kind: 'ws', text: 'ws_strangers' });
      await writes.saveWorkspace({ ...workspace, id, name: 'strangers' });
      await writes.saveKey({ ...key, workspaceId: id });
    },
  },
];

let gateway: CaseGateway;
let requestId: string;
beforeAll(async () => {
  gateway = await startCaseGateway({ cases: CASES });
  requestId = await gateway.senderOf({ name: 'refused' }).ask();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const get = (id: string, headers: Record<string, string>) =>
  fetch(`${gateway.url}/api/requests/${id}/diagnosis`, { headers });
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

describe('who may read a diagnosis', () => {
  test('an API key of the same workspace, without the words of a provider', async () => {
    const response = await get(requestId, bearer(secretOf('other')));
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(JSON.parse(text).root_cause.code).toBe('credential_refused');
    expect(text).not.toContain(NOTE);
  });

  test('the operator, with them', async () => {
    expect(await (await get(requestId, bearer(ADMIN_TOKEN))).text()).toContain(NOTE);
  });

  test('the operator also where no key was known; a key does not see such a request', async () => {
    const anonymous = await gateway.senderOf({ name: 'other' }).ask({ headers: { Authorization: '' } });
    expect((await get(anonymous, bearer(ADMIN_TOKEN))).status).toBe(200);
    expect((await get(anonymous, bearer(secretOf('other')))).status).toBe(404);
  });

  test('no key of another workspace: for it there is no such request', async () => {
    const own = await gateway.senderOf({ name: 'stranger' }).ask();
    expect((await get(own, bearer(secretOf('stranger')))).status).toBe(200);
    const foreign = await get(own, bearer(secretOf('other')));
    const none = await get('req_00000000000000000000000000', bearer(secretOf('other')));
    expect([foreign.status, none.status]).toEqual([404, 404]);
    const words = async (response: Response) => (await json(response)).message;
    expect(await words(foreign)).toBe(await words(none));
  });

  test.each([
    ['nobody without a key', {}, 401, 'missing_api_key'],
    ['no unknown key', bearer(`lk_live_${'z'.repeat(43)}`), 401, 'invalid_api_key'],
    ['no wrong token of an operator', bearer(`${ADMIN_TOKEN}x`), 401, 'invalid_api_key'],
    ['no token that only begins like the right one', bearer(ADMIN_TOKEN.slice(0, -1)), 401, 'invalid_api_key'],
    ['no web page', { ...bearer(ADMIN_TOKEN), Origin: 'https://app.example' }, 403, 'browser_not_allowed'],
  ])('%s', async (_name, headers, status, error) => {
    const response = await get(requestId, headers);
    expect(response.status).toBe(status);
    expect(await json(response)).toMatchObject({ error, request_id: response.headers.get('x-lk-request-id') });
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('a page asking first is refused, too', async () => {
    const response = await fetch(`${gateway.url}/api/requests/${requestId}/diagnosis`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://app.example' },
    });
    expect(response.status).toBe(403);
  });
});

test('another method is refused, and what is no request id is not found', async () => {
  const post = await fetch(`${gateway.url}/api/requests/${requestId}/diagnosis`, { method: 'POST' });
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET']);
  expect((await get('..%2f..%2fetc', bearer(ADMIN_TOKEN))).status).toBe(404);
});

test('a refused question for a diagnosis has a diagnosis of its own', async () => {
  const refused = await get(requestId, {});
  const own = await gateway.diagnosisOf(refused.headers.get('x-lk-request-id') ?? '');
  expect(own.root_cause?.code).toBe('missing_header');
});

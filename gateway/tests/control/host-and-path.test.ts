import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Act } from '../../src/control/api/act.ts';
import { ACTS } from '../../src/control/api/acts.ts';
import { permissionsOf } from '../../src/control/permissions.ts';
import { readId } from '../../src/domain/ids.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { type RawAnswer, sendBytes } from './send-bytes.ts';
import { ADMIN_TOKEN, type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';
import { giveToken } from './two-workspaces.ts';

const SECRET_NAME = 'seen-by-members-only';
/** Open to everybody, and the same for everybody. */
const PUBLIC_PAGES = ['/api/openapi.json', '/docs/api'];

let control: ControlPlaneUnderTest;
let viewer: string;

beforeAll(async () => {
  control = await startControlPlane({ yaml: `version: 1\nworkspace: ${SECRET_NAME}\n` });
  const workspace = readId({ kind: 'ws', text: control.workspaceId });
  viewer = await giveToken({ gateway: control.gateway, workspace, scopes: [...permissionsOf('viewer')] });
});
afterAll(() => control[Symbol.asyncDispose]());

/** The same address in other words, for servers that would read it as the same, or as another. */
const PATH_TRICKS: Readonly<Record<string, (path: string) => string>> = {
  'two slashes before': (path) => `/${path}`,
  'two slashes within': (path) => path.replace(/\/(\w+)$/, '//$1'),
  'a letter encoded': (path) => path.replace(/([a-z])$/, (_, last: string) => `%${last.charCodeAt(0).toString(16)}`),
  'the first letter encoded': (path) => path.replace(/^\/(\w)/, (_, first: string) => `/%${hex(first)}`),
  'an encoded slash': (path) => path.replace(/\/(\w+)$/, '%2f$1'),
  'a dot': (path) => path.replace(/\/(\w+)$/, '/./$1'),
  'an encoded dot': (path) => path.replace(/\/(\w+)$/, '/%2e/$1'),
  'up and down again': (path) => path.replace(/\/(\w+)$/, '/x/../$1'),
  'up and down again, encoded': (path) => path.replace(/\/(\w+)$/, '/x/%2e%2e/$1'),
  'from an open page': (path) => `/healthz/..${path}`,
  'from the pages for signing in': (path) => `/api/auth/..${path.slice(4)}`,
  'from the pages for signing in, encoded': (path) => `/api/auth/%2e%2e${path.slice(4)}`,
  'from the reference page': (path) => `/docs/api/../..${path}`,
  'a parameter of the path': (path) => `${path};x=1`,
  'a parameter of the first part': (path) => path.replace(/^\/(\w+)/, '/$1;x=1'),
  'a fragment': (path) => `${path}#@evil.example/healthz`,
  'an open page as query': (path) => `${path}?/healthz`,
  'a slash behind': (path) => `${path}/`,
  'a dot behind': (path) => `${path}.`,
  'an extension': (path) => `${path}.json`,
  'an encoded NUL behind': (path) => `${path}%00`,
  'an encoded line break behind': (path) => `${path}%0d%0aX-Injected:%20yes`,
  'a backslash': (path) => path.replace(/\/(\w+)$/, '\\$1'),
  'upper case': (path) => path.toUpperCase(),
  'absolute form': (path) => `http://evil.example${path}`,
  'absolute form with a user': (path) => `http://localhost@evil.example${path}`,
  'two slashes and a host': (path) => `//evil.example${path}`,
  'no slash before': (path) => path.slice(1),
  'wide letters': (path) => path.replace('/api', '/\u00e1pi'),
};

function hex(letter: string): string {
  return letter.charCodeAt(0).toString(16);
}

/** What a proxy in front might believe. None of it changes who calls, or what is called. */
const HEADER_TRICKS: readonly string[] = [
  'Host: evil.example',
  'Host: 127.0.0.1:1',
  'Host: localhost',
  'Host: ',
  'Host: evil.example\r\nHost: localhost',
  'Host: localhost\r\nX-Forwarded-Host: evil.example',
  'Host: localhost\r\nX-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\nForwarded: for=127.0.0.1;host=evil.example',
  'Host: localhost\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\nX-Forwarded-Prefix: /healthz',
  'Host: localhost\r\nX-Original-URL: /healthz\r\nX-Rewrite-URL: /healthz',
  'Host: localhost\r\nX-HTTP-Method-Override: OPTIONS\r\nX-Method-Override: OPTIONS',
  'Host: localhost\r\nX-Middleware-Subrequest: middleware:middleware:middleware',
  'Host: localhost\r\nConnection: close, authorization',
  'Host: localhost\r\nX-Forwarded-User: admin\r\nX-Remote-User: admin\r\nX-Authenticated-Email: ada@example.com',
  'Host: localhost\r\nOrigin: http://localhost\r\nSec-Fetch-Site: same-origin',
];

interface Raw {
  readonly method: string;
  readonly path: string;
  readonly headers?: string;
  readonly authorization?: readonly string[];
}

function send({ method, path, headers = 'Host: localhost', authorization = [] }: Raw): Promise<RawAnswer> {
  const body = method === 'GET' ? '' : 'Content-Type: application/json\r\nContent-Length: 2\r\nIf-Match: *\r\n';
  const credentials = authorization.map((value) => `Authorization: ${value}\r\n`).join('');
  const bytes = `${method} ${path} HTTP/1.1\r\n${headers}\r\n${credentials}Connection: close\r\n${body}\r\n${body && '{}'}`;
  return sendBytes({ url: control.gateway.url, bytes });
}

function rawOf(act: Act): Raw {
  const path = act.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'workspaceId' ? control.workspaceId : 'nobody',
  );
  return { method: act.method.toUpperCase(), path: `/api${path}` };
}

/** Without what differs from one answer to the next. */
function essence({ status, body }: RawAnswer): string {
  const varying = /req_[0-9a-z]{26}|"(?:started_at|used_at)":"[^"]*"|nonce="[\w-]+"/g;
  return `${status} ${body.replaceAll(varying, '')}`;
}

function isRefusal({ status, body, head }: RawAnswer): boolean {
  const isClean = status >= 400 && status < 500 && /x-lk-request-id/i.test(head) && !/^x-injected/im.test(head);
  return isClean && !body.includes(SECRET_NAME);
}

describe('an address in other words', () => {
  test.each(Object.entries(PATH_TRICKS))('opens no act to somebody without a credential: %s', async (_, trick) => {
    const open: string[] = [];
    for (const act of ACTS) {
      if (act.permission === 'anybody') continue;
      const raw = rawOf(act);
      const answer = await send({ ...raw, path: trick(raw.path) });
      if (!isRefusal(answer)) open.push(`${raw.method} ${trick(raw.path)}: ${answer.head.slice(0, 200)}`);
    }
    expect(open).toEqual([]);
  });

  test.each(Object.entries(PATH_TRICKS))('is the same, or nothing, to the operator: %s', async (_, trick) => {
    for (const act of ACTS.filter(({ isRead, path }) => isRead && path.split('{').length < 3)) {
      const raw = { ...rawOf(act), authorization: [`Bearer ${ADMIN_TOKEN}`] };
      const answer = await send({ ...raw, path: trick(raw.path) });
      if (isRefusal(answer)) continue;
      expect(essence(answer)).toBe(essence(await send(raw)));
    }
  });

  test.each(Object.entries(PATH_TRICKS))('gives a viewer nothing that only others may do: %s', async (_, trick) => {
    const authorization = [`Bearer ${viewer}`];
    for (const act of ACTS.filter(({ method, scope }) => method === 'get' && scope === 'installation')) {
      const raw = { ...rawOf(act), authorization };
      const plain = await send(raw);
      const answer = await send({ ...raw, path: trick(raw.path) });
      if (!isRefusal(answer)) expect(essence(answer)).toBe(essence(plain));
    }
    const rename = { ...rawOf({ ...(ACTS.find(({ id }) => id === 'suspendWorkspace') ?? fail()) }), authorization };
    expect(isRefusal(await send({ ...rename, path: trick(rename.path) }))).toBe(true);
  });

  test.each(PUBLIC_PAGES)('%s is itself, or nothing', async (path) => {
    const plain = await send({ method: 'GET', path });
    expect(plain.status).toBe(200);
    for (const trick of Object.values(PATH_TRICKS)) {
      const answer = await send({ method: 'GET', path: trick(path) });
      if (!isRefusal(answer)) expect(essence(answer)).toBe(essence(plain));
    }
  });
});

describe('headers that a proxy might believe', () => {
  test.each(HEADER_TRICKS)('let nobody in: %j', async (headers) => {
    for (const act of ACTS.filter(({ permission }) => permission !== 'anybody')) {
      const answer = await send({ ...rawOf(act), headers });
      expect([400, 401], `${act.id} ${answer.head}`).toContain(answer.status);
    }
  });

  test.each(HEADER_TRICKS)('change nothing of an answer: %j', async (headers) => {
    for (const path of ['/api/workspaces', '/api/audit/verify', '/api/sso-providers', ...PUBLIC_PAGES]) {
      const raw = { method: 'GET', path, authorization: [`Bearer ${ADMIN_TOKEN}`] };
      const answer = await send({ ...raw, headers });
      if (answer.status !== 400) expect(essence(answer)).toBe(essence(await send(raw)));
      expect(answer.body + answer.head).not.toContain('evil.example');
    }
  });

  test('are no part of a link that somebody is sent', async () => {
    for (const headers of [
      'evil.example',
      'localhost\r\nX-Forwarded-Host: evil.example',
      'x\r\nForwarded: host=evil.example',
    ]) {
      const body = JSON.stringify({ email: 'ada@example.com', role: 'viewer' });
      const bytes = `POST /api/workspaces/${control.workspaceId}/invitations HTTP/1.1\r\nHost: ${headers}\r\nAuthorization: Bearer ${ADMIN_TOKEN}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
      const answer = await sendBytes({ url: control.gateway.url, bytes });
      expect(answer.status).toBe(201);
      expect(new URL(JSON.parse(answer.body).url).origin).toBe(control.gateway.url);
      const { id } = JSON.parse(answer.body);
      await control.call({ method: 'DELETE', path: `/workspaces/${control.workspaceId}/invitations/${id}` });
    }
  });
});

describe('two credentials in one request', () => {
  const good = `Bearer ${ADMIN_TOKEN}`;
  test.each([
    ['two of nobody', ['Bearer lkadm_nobody', 'Bearer lkadm_nobody_either']],
    ['a good one behind a bad one', ['Bearer lkadm_nobody', good]],
    ['a good one behind an empty one', ['', good]],
    ['a good one within another', [`Basic x, ${good}`]],
    ['a good one on a folded line', [`\r\n ${good}`]],
  ])('%s: nobody', async (_, authorization) => {
    const answer = await send({ method: 'GET', path: '/api/workspaces', authorization });
    expect([400, 401]).toContain(answer.status);
    expect(answer.body).not.toContain(SECRET_NAME);
  });

  test('a credential that no header takes is none', async () => {
    for (const text of HOSTILE_TEXTS.filter((one) => one.length < 5_000)) {
      const bytes = Buffer.from(text, 'utf8').toString('latin1');
      for (const value of [
        `Bearer ${bytes}`,
        `Bearer lkadm_${bytes}`,
        `Bearer ${ADMIN_TOKEN}${bytes.replace(/^$/, 'x')}`,
      ]) {
        const answer = await send({ method: 'GET', path: '/api/workspaces', authorization: [value] });
        // A line break ends the value: what stands before it may be good, and what comes behind is a header of its own.
        if (answer.status === 200) expect(text).toMatch(/[\r\n]/);
        else expect([400, 401, 431], value).toContain(answer.status);
        expect(answer.head).not.toMatch(/^(?:x-injected|set-cookie)/im);
      }
    }
  });
});

function fail(): never {
  throw new Error('there is no such act');
}

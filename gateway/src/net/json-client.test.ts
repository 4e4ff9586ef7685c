import { createServer, type RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createEgressGuard } from './egress-guard.ts';
import { createJsonClient } from './json-client.ts';
import { createUpstreamPools, type UpstreamPools } from './upstream-pools.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

function pools(allow: string[]): UpstreamPools {
  const opened = createUpstreamPools({ guard: createEgressGuard({ allow }) });
  closers.unshift(() => opened.close());
  return opened;
}

function ask(url: string, allow = ['127.0.0.1/32']) {
  const fetchJson = createJsonClient({ pools: pools(allow), purpose: 'sign-in' });
  return fetchJson({ url, method: 'POST', headers: { 'x-a': 'b' }, body: 'c=d' });
}

test('JSON comes back with its status, whatever that is', async () => {
  const url = await listen((request, response) => {
    response.statusCode = 400;
    response.end(JSON.stringify({ url: request.url, method: request.method, header: request.headers['x-a'] }));
  });
  expect(await ask(`${url}/token?x=1`)).toEqual({
    status: 400,
    json: { url: '/token?x=1', method: 'POST', header: 'b' },
  });
});

test('an address that is not public is not reached, unless the operator allows it', async () => {
  let calls = 0;
  const url = await listen((_, response) => {
    calls++;
    response.end('{}');
  });
  await expect(ask(url, [])).rejects.toThrow();
  expect(calls).toBe(0);
});

test('a redirect is an answer, and is not followed', async () => {
  let elsewhere = 0;
  const other = await listen((_, response) => {
    elsewhere++;
    response.end('{}');
  });
  const url = await listen((_, response) => response.writeHead(302, { location: other }).end('{}'));
  expect(await ask(url)).toMatchObject({ status: 302 });
  expect(elsewhere).toBe(0);
});

test('an answer that is too long, or no JSON, is refused', async () => {
  const long = await listen((_, response) => response.end(JSON.stringify('x'.repeat(1_100_000))));
  await expect(ask(long)).rejects.toThrow();
  const page = await listen((_, response) => response.end('<html>'));
  await expect(ask(page)).rejects.toThrow(/no JSON/);
});

import { afterEach, expect, test } from 'vitest';
import { closeByteServers, serveBytes } from '../../tests/byte-server.ts';
import { createWebhookSender } from './webhook-sender.ts';

afterEach(closeByteServers);

async function sendTo(
  onRequest: Parameters<typeof serveBytes>[0],
  changes: { trusted?: boolean; timeoutMs?: number; path?: string } = {},
) {
  const { pools, origin } = await serveBytes(onRequest);
  const sender = createWebhookSender({ pools });
  const { trusted = true, timeoutMs = 2_000, path = '/hook?team=a' } = changes;
  return sender.send({
    url: `${origin}${path}`,
    trusted,
    headers: { 'webhook-id': 'evt_1' },
    body: '{"a":1}',
    timeoutMs,
  });
}

test('a message is posted as it is, and the status is the answer', async () => {
  let sent = '';
  const answer = await sendTo((socket, head) => {
    sent = head;
    socket.write('HTTP/1.1 204 No Content\r\n\r\n');
  });
  expect(answer).toEqual({ status: 204 });
  expect(sent).toContain('POST /hook?team=a HTTP/1.1');
  expect(sent).toContain('webhook-id: evt_1');
  expect(sent).toMatch(/\r\n\r\n\{"a":1\}$/);
});

test('a redirect is not followed', async () => {
  let requests = 0;
  const answer = await sendTo((socket) => {
    requests += 1;
    socket.write('HTTP/1.1 307 Temporary Redirect\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n');
  });
  expect(answer).toEqual({ status: 307 });
  expect(requests).toBe(1);
});

test('a private address is refused before a byte is sent, unless the operator wrote it himself', async () => {
  let requests = 0;
  const onRequest: Parameters<typeof serveBytes>[0] = (socket) => {
    requests += 1;
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
  };
  expect(await sendTo(onRequest, { trusted: false })).toEqual({ fault: 'the address is not allowed as a target' });
  expect(requests).toBe(0);
  expect(await sendTo(onRequest, { trusted: true })).toEqual({ status: 200 });
});

test('nobody waits longer than the timeout, neither for an answer nor for the rest of one', async () => {
  expect(await sendTo(() => {}, { timeoutMs: 100 })).toEqual({ fault: 'no answer within 0.1 s' });
  const slow = await sendTo((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab'), {
    timeoutMs: 100,
  });
  expect(slow).toEqual({ status: 200 });
});

test('an endless answer is not read', async () => {
  const startedAt = Date.now();
  const answer = await sendTo((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    const timer = setInterval(() => socket.write(`10000\r\n${'x'.repeat(65_536)}\r\n`), 1);
    socket.on('close', () => clearInterval(timer));
  });
  expect(answer).toEqual({ status: 200 });
  expect(Date.now() - startedAt).toBeLessThan(1_500);
});

test('a connection that breaks, and an address that is none, are told in our words', async () => {
  expect(await sendTo((socket) => socket.destroy())).toEqual({
    fault: 'the connection was closed before the answer was whole',
  });
  const { pools } = await serveBytes(() => {});
  const sender = createWebhookSender({ pools });
  const message = { url: 'nowhere', trusted: true, headers: {}, body: '', timeoutMs: 100 };
  expect(await sender.send(message)).toEqual({ fault: 'its address is not a URL' });
});

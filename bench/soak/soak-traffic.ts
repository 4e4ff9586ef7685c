import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Behaviour } from '../../gateway/tests/fake-upstream/behaviour.ts';
import { TEST_KEY } from '../../gateway/tests/scenarios/start-test-gateway.ts';
import { pick } from './random.ts';

const WORDS = { text: Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ') };

/** What the first upstream does with a request, by share: most are well, the rest is every kind of trouble. */
export const BEHAVIOURS: readonly (readonly [share: number, behaviour: Behaviour])[] = [
  [60, { reply: WORDS }],
  [15, { reply: WORDS, eventDelayMs: 10 }],
  [4, { reply: WORDS, chunking: 7, lineEnding: 'crlf', comments: true }],
  [3, { reply: WORDS, compress: 'gzip' }],
  [2, { status: 500 }],
  [2, { status: 400 }],
  [2, { rateLimit: { retryAfter: '0' } }],
  [2, { resetBeforeHeaders: true }],
  [2, { reply: WORDS, resetAtByte: 900 }],
  [2, { reply: WORDS, omitTerminal: true }],
  [1, { stallBeforeHeaders: true }],
  [1, { reply: WORDS, stallAfterEvents: 4 }],
  [1, { reply: WORDS, errorEvent: { afterEvents: 3 } }],
  [1, { body: '<html>Bad gateway</html>' }],
  [1, { floodBytes: 3_000_000 }],
  [1, { reply: { toolCalls: [{ name: 'look', arguments: { at: 'it' } }] } }],
];

export type SoakEnd = 'answered' | 'error' | 'error event' | 'hung up' | 'no end';

const CALLS = [
  [40, 'whole'],
  [45, 'stream'],
  [8, 'hang up'],
  [4, 'hang up early'],
  [3, 'read slowly'],
] as const;

export interface SoakCall {
  readonly url: string;
  readonly random: () => number;
}

/** One request of a random kind, to its end. */
export async function makeCall({ url, random }: SoakCall): Promise<SoakEnd> {
  const kind = pick({ random, from: CALLS });
  const body = { messages: [{ role: 'user', content: `Count, ${random()}.` }], stream: kind !== 'whole' };
  if (kind === 'whole' || kind === 'stream') return askPlainly({ url, body });
  return askRawly({ url, body, kind, random });
}

async function askPlainly({ url, body }: { url: string; body: object }): Promise<SoakEnd> {
  const response = await fetch(`${url}/v1/chat`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${TEST_KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text().catch(() => 'broken off');
  return endOf({ text, status: response.status });
}

function endOf({ text, status }: { text: string; status: number }): SoakEnd {
  if (status !== 200) return 'error';
  if (text.startsWith('{') || text.endsWith('data: [DONE]\n\n')) return 'answered';
  return text.includes('event: error\n') ? 'error event' : 'no end';
}

interface RawCall {
  readonly url: string;
  readonly body: object;
  readonly kind: 'hang up' | 'hang up early' | 'read slowly';
  readonly random: () => number;
}

function askRawly({ url, body, kind, random }: RawCall): Promise<SoakEnd> {
  const json = JSON.stringify(body);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('error', () => {});
  socket.write(
    `POST /v1/chat HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nAuthorization: Bearer ${TEST_KEY}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
  );
  socket.on('data', (piece: string) => {
    text += piece;
    if (kind === 'hang up') socket.destroy();
    if (kind === 'read slowly') {
      socket.pause();
      setTimeout(() => socket.resume(), 20);
    }
  });
  if (kind === 'hang up early') void wait(20 + random() * 30).then(() => socket.destroy());
  return new Promise((resolve) => {
    socket.once('close', () => {
      if (kind !== 'read slowly') resolve('hung up');
      else if (/\r\n\r\n[\s\S]*(data: \[DONE\]|event: error)/.test(text)) resolve('answered');
      else resolve(text.startsWith('HTTP/1.1 200') ? 'no end' : 'error');
    });
  });
}

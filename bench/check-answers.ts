import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { keyOf, type Ports } from './targets.ts';
import { UPSTREAMS, type UpstreamKind } from './upstream-kinds.ts';

const BODY = { messages: [{ role: 'user', content: 'Say some words.' }] };
const answerSchema = z.object({ content: z.string(), finish_reason: z.literal('stop') });
const deltaSchema = z.object({ delta: z.string() });

/**
 * The floor and the gateway must do the same work, and the gateway must really have its limits on. Sends two requests to
 * each; returns how many the gateway got. @throws Error when they differ
 */
export async function checkAnswers({ ports }: { ports: Ports }): Promise<number> {
  const [floor, gateway] = [await askBoth(ports.floor), await askBoth(ports.gateway)];
  if (!isDeepStrictEqual(floor.words, gateway.words)) throw new Error('floor and gateway answer differently');
  if (gateway.deltas.length !== UPSTREAMS.burst.chunks || !isDeepStrictEqual(floor.deltas, gateway.deltas)) {
    throw new Error(`floor and gateway stream differently: ${floor.deltas.length} and ${gateway.deltas.length} chunks`);
  }
  if (gateway.rateLimit === null) throw new Error('the gateway runs without rate limits');
  return 2;
}

async function askBoth(port: number) {
  const whole = await post({ port, upstream: 'short', stream: false });
  const { content } = answerSchema.parse(await whole.json());
  const stream = await post({ port, upstream: 'burst', stream: true });
  const deltas = (await stream.text())
    .split('\n\n')
    .filter((block) => block.startsWith('data: {'))
    .map((block) => deltaSchema.parse(JSON.parse(block.slice('data: '.length))).delta);
  return { words: content, deltas, rateLimit: whole.headers.get('ratelimit') };
}

async function post(request: { port: number; upstream: UpstreamKind; stream: boolean }): Promise<Response> {
  const response = await fetch(`http://127.0.0.1:${request.port}/v1/chat`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${keyOf(request.upstream)}` },
    body: JSON.stringify(request.stream ? { ...BODY, stream: true } : BODY),
  });
  if (!response.ok) throw new Error(`port ${request.port}: ${response.status} ${await response.text()}`);
  return response;
}

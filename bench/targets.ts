import { UPSTREAM_KINDS, type UpstreamKind } from './upstream-kinds.ts';

/** What is measured: the upstream by itself, the bare proxy before it, LatentKit before it. */
export const SIDES = ['direct', 'floor', 'gateway'] as const;
export type Side = (typeof SIDES)[number];

/** One request that can be sent as it is. */
export interface PreparedRequest {
  readonly port: number;
  /** The whole HTTP request. */
  readonly text: string;
}

const TASK = {
  messages: [
    {
      role: 'system',
      content: 'You answer for a small bookshop. Two sentences at most, in the language of the question.',
    },
    { role: 'user', content: 'I ordered a novel on Monday and it has not arrived. What can I do?' },
    { role: 'assistant', content: 'I am sorry about that. Could you tell me the number of your order?' },
    { role: 'user', content: 'It is 48-1516. If it takes longer than until Friday I would rather have my money back.' },
  ],
  max_tokens: 200,
  temperature: 0.2,
};

/** The application's key for each upstream: a route of its own. Made up, and known to nobody but the benchmark. */
export function keyOf(kind: UpstreamKind): string {
  return `lk_live_bench_${kind}_0123456789abcdefghij`;
}

/** By the Authorization header, as the floor wants it. */
export function originsByAuthorization(ports: Readonly<Record<UpstreamKind, number>>): Record<string, string> {
  return Object.fromEntries(UPSTREAM_KINDS.map((kind) => [`Bearer ${keyOf(kind)}`, `http://127.0.0.1:${ports[kind]}`]));
}

export interface Ports {
  readonly floor: number;
  readonly gateway: number;
  readonly upstreams: Readonly<Record<UpstreamKind, number>>;
}

interface RequestInput {
  readonly side: Side;
  readonly ports: Ports;
  readonly upstream: UpstreamKind;
  readonly stream: boolean;
}

/** The same task for each side, in the words that it understands. */
export function prepareRequest({ side, ports, upstream, stream }: RequestInput): PreparedRequest {
  const task = stream ? { ...TASK, stream } : TASK;
  if (side === 'direct') {
    const options = stream ? { stream_options: { include_usage: true } } : undefined;
    const body = { model: 'm', ...task, ...options };
    return httpRequest({ port: ports.upstreams[upstream], path: '/v1/chat/completions', key: 'upstream-secret', body });
  }
  return httpRequest({ port: ports[side], path: '/v1/chat', key: keyOf(upstream), body: task });
}

function httpRequest(request: { port: number; path: string; key: string; body: object }): PreparedRequest {
  const { port, path, key } = request;
  const body = JSON.stringify(request.body);
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ];
  return { port, text: lines.join('\r\n') };
}

import { keyOf } from './targets.ts';
import { UPSTREAM_KINDS, type UpstreamKind } from './upstream-kinds.ts';

/**
 * Everything on that a request passes: rate, token and concurrency limits and a budget on the key, a budget on the route
 * and the workspace, prices. None is ever reached.
 */
export function gatewayConfig({ ports }: { ports: Readonly<Record<UpstreamKind, number>> }): string {
  const section = (line: (kind: UpstreamKind) => string) => UPSTREAM_KINDS.map(line).join('\n');
  return `version: 1
workspace: { name: bench, budget: { usd: 1000000000, window: month } }
connections:
${section(
  (kind) => `  - name: ${kind}
    provider: openai-compatible
    api_key: upstream-secret
    base_url: http://127.0.0.1:${ports[kind]}/v1
    models:
      - { id: m, capabilities: [chat, tools, json], context_window: 128000, prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 4 } }`,
)}
routes:
${section(
  (kind) => `  - name: ${kind}
    deadline_ms: 600000
    budget: { usd: 100000000, window: month }
    attempts:
      - { connection: ${kind}, model: m, timeout_ms: 300000 }`,
)}
keys:
${section(
  (kind) => `  - name: ${kind}
    route: ${kind}
    secret: ${keyOf(kind)}
    budget: { usd: 10000000, window: day }
    rate_limit: { requests_per_minute: 10000000, tokens_per_minute: 10000000000, concurrency: 100000 }`,
)}
`;
}

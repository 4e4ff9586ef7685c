import { startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { startTestGateway } from '../scenarios/start-test-gateway.ts';
import { createRedirectingTransport } from '../support/redirecting-transport.ts';
import { connectionsTo } from './matrix-config.ts';
import { connectionConfig, connectionName, modelIn, ownOrigins } from './matrix-connections.ts';
import { MATRIX_DIALECTS, type MatrixDialect } from './matrix-dialects.ts';
import { FROZEN_NOW_MS, RETRY_AFTER_ROWS, type RetryAfterRow } from './retry-after-rows.ts';

export interface CoolingResult {
  readonly row: RetryAfterRow;
  readonly dialect: MatrixDialect;
  /** True when the second attempt answered the request that was rate limited. */
  readonly failedOver: boolean;
  /** For how long the first attempt is left alone afterwards; 0: not at all. */
  readonly cooledSeconds: number;
}

/** Each spelling once in each dialect: the request goes to the next attempt at once, and the first one rests as asked. */
export async function runRetryAfter(): Promise<readonly CoolingResult[]> {
  const limited = await startFakeUpstream();
  const good = await startFakeUpstream();
  const cells = RETRY_AFTER_ROWS.flatMap((row) =>
    MATRIX_DIALECTS.filter(({ id }) => row.dialects?.includes(id) ?? true).map((dialect) => ({ row, dialect })),
  ).map((cell, index) => ({ ...cell, model: `limit-${String(index).padStart(3, '0')}` }));
  const yaml = configOf({ models: cells, urls: { limited: limited.url, good: good.url } });
  const origins = ownOrigins(connectionsTo({ limited: limited.url, good: good.url }));
  await using redirecting = createRedirectingTransport({ origins });
  const { transport } = redirecting;
  await using gateway = await startTestGateway({ yaml, transport, clock: { now: () => FROZEN_NOW_MS } });
  const results: CoolingResult[] = [];
  for (const { row, dialect, model } of cells) {
    limited.script([row.behaviour]);
    const ask = { messages: [{ role: 'user', content: 'Hello' }] };
    const first = await gateway.post('/v1/chat', ask, { Authorization: `Bearer ${secretOf(`${model}-pair`)}` });
    const body: unknown = await first.json();
    const second = await gateway.post('/v1/chat', ask, { Authorization: `Bearer ${secretOf(`${model}-alone`)}` });
    await second.text();
    results.push({
      row,
      dialect,
      failedOver: first.status === 200 && JSON.stringify(body).includes('"attempt":2'),
      cooledSeconds: second.status === 200 ? 0 : Number(second.headers.get('retry-after')),
    });
  }
  await Promise.all([limited.close(), good.close()]);
  return results;
}

function secretOf(name: string): string {
  return `lk_live_${name}_0123456789abcdef`;
}

interface Cell {
  readonly dialect: MatrixDialect;
  readonly model: string;
}

/** For each cell a route with both attempts, and one with only the first, whose answer tells how long it rests. */
function configOf({ models, urls }: { models: readonly Cell[]; urls: Record<'limited' | 'good', string> }): string {
  const routes = models.flatMap(({ model, dialect }) => [
    {
      name: `${model}-pair`,
      attempts: [
        { connection: connectionName({ dialect, name: 'limited' }), model: modelIn({ dialect, model }) },
        { connection: connectionName({ dialect, name: 'good' }), model: modelIn({ dialect, model }) },
      ],
    },
    {
      name: `${model}-alone`,
      attempts: [{ connection: connectionName({ dialect, name: 'limited' }), model: modelIn({ dialect, model }) }],
    },
  ]);
  return JSON.stringify({
    version: 1,
    workspace: 'matrix',
    connections: connectionsTo(urls).map(connectionConfig),
    routes,
    keys: routes.map(({ name }) => ({ name, route: name, secret: secretOf(name) })),
  });
}

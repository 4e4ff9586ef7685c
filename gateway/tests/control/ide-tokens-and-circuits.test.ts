import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { connectionYaml } from '../scenarios/start-test-gateway.ts';
import { startControlPlane } from './start-control-plane.ts';

const ASK = { messages: [{ role: 'user', content: 'x' }], max_tokens: 5 };

test('an event is told when a circuit opens, once, and what a token spends counts in the budget of its key', async () => {
  let status = 200;
  const usage = { prompt_tokens: 250_000, completion_tokens: 0, total_tokens: 250_000 };
  const choices = [{ message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }];
  const upstream = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? { choices, usage } : { error: { message: 'no' } }));
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const address = upstream.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  try {
    await using control = await startControlPlane({
      yaml: `version: 1
workspace: acme
connections:${connectionYaml({ name: 'main', url })}
routes: [{ name: default, attempts: [{ connection: main, model: m }] }]
keys: [{ name: backend, route: default, secret: lk_live_scenario_key_0123456789abcdef }]
`,
    });
    const base = `/workspaces/${control.workspaceId}`;
    const { body: listed } = await control.call({ path: `${base}/keys` });
    const order = { name: 'k', route_id: listed.data[0].route_id, budget: { usd: 0.4, window: 'month' } };
    const { body: key } = await control.call({ method: 'POST', path: `${base}/keys`, body: order });
    const { body: token } = await control.call({
      method: 'POST',
      path: `${base}/keys/${key.id}/ide-tokens`,
      body: { rate_limit: { tokens_per_minute: 10_000_000 } },
    });
    const ask = async (secret: string) => {
      const answer = await control.gateway.post('/v1/chat', ASK, { Authorization: `Bearer ${secret}` });
      await answer.text();
      return answer.status;
    };
    // A quarter of a dollar each time: 0.4 is spent by the second one.
    await expect.poll(() => ask(token.secret), { timeout: 3_000 }).toBe(200);
    expect(await ask(token.secret)).toBe(200);
    expect(await ask(token.secret)).toBe(402);
    expect(await ask(key.secret)).toBe(402);
    status = 500;
    for (let turn = 0; turn < 8; turn++) {
      await (await control.gateway.post('/v1/chat', ASK)).text();
    }
    const opened = async () => (await control.call({ path: `${base}/events?type=circuit.opened` })).body.data;
    await expect.poll(opened, { timeout: 3_000 }).toHaveLength(1);
    expect((await opened())[0].data).toMatchObject({
      connection: 'main',
      model: 'm',
      route: 'default',
      failure: 'server_error',
    });
  } finally {
    upstream.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
  }
});

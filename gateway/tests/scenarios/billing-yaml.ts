import { TEST_KEY } from './start-test-gateway.ts';

/** A route to a provider that goes on billing when nobody listens any more, with a price. */
export function billingYaml(url: string): string {
  return JSON.stringify({
    version: 1,
    workspace: 'acme',
    connections: [
      {
        name: 'only',
        provider: 'google',
        api_key: 'upstream-secret-of-all',
        base_url: url,
        models: [{ id: 'm', prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 4 } }],
      },
    ],
    routes: [{ name: 'default', attempts: [{ connection: 'only', model: 'm' }] }],
    keys: [{ name: 'backend', route: 'default', secret: TEST_KEY }],
  });
}

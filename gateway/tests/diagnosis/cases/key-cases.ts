import type { KeyDefinition } from '../../../src/domain/definitions.ts';
import type { RouteId } from '../../../src/domain/ids.ts';
import { type CauseCase, type DefinitionsEdit, withHeaders } from '../cause-case.ts';

const BEARER = 'Authorization: Bearer lk_live_';

export const KEY_CASES: readonly CauseCase[] = [
  {
    name: 'missing_header',
    code: 'missing_header',
    fix: [BEARER],
    would: 'no',
    send: withHeaders({ Authorization: '' }),
  },
  {
    name: 'other_header',
    code: 'key_in_other_header',
    fix: [BEARER],
    would: 'no',
    send: ({ ask, secret }) => ask({ headers: { Authorization: '', 'x-api-key': secret } }),
  },
  {
    name: 'empty_key',
    code: 'empty_key',
    fix: ['LATENTKIT_API_KEY'],
    would: 'no',
    send: withHeaders({ Authorization: 'Bearer ' }),
  },
  {
    name: 'no_scheme',
    code: 'no_scheme',
    fix: [BEARER],
    would: 'no',
    send: ({ ask, secret }) => ask({ headers: { Authorization: secret } }),
  },
  {
    name: 'wrong_scheme',
    code: 'wrong_scheme',
    fix: [BEARER],
    would: 'no',
    send: ({ ask, secret }) => ask({ headers: { Authorization: `Basic ${secret}` } }),
  },
  {
    name: 'quotes_in_key',
    code: 'quoted_key',
    fix: ['Remove the quotes'],
    would: 'no',
    send: ({ ask, secret }) => ask({ headers: { Authorization: `Bearer "${secret}"` } }),
  },
  {
    name: 'spaces_in_key',
    code: 'spaces_in_key',
    fix: ['Remove spaces and line breaks'],
    would: 'no',
    send: ({ ask, secret }) => ask({ headers: { Authorization: `Bearer ${secret.slice(0, 20)} ${secret.slice(20)}` } }),
  },
  {
    name: 'malformed_key',
    code: 'malformed_key',
    fix: ['lk_live_', 'latentkit keys create'],
    would: 'no',
    send: withHeaders({ Authorization: 'Bearer sk-provider-key' }),
  },
  {
    name: 'unknown_key',
    code: 'unknown_key',
    fix: ['latentkit keys list --all'],
    would: 'unknown',
    send: withHeaders({ Authorization: `Bearer lk_live_${'z'.repeat(43)}` }),
  },
  {
    name: 'revoked_key',
    code: 'revoked_key',
    sentence: '"revoked_key" was revoked',
    fix: ['latentkit keys create new-key --route revoked_key'],
    would: 'no',
    change: ({ writes, definitions, name }) => changeKey({ writes, definitions, name, change: { revokedAtMs: 1 } }),
  },
  {
    name: 'expired_key',
    code: 'expired_key',
    fix: ['keys[].expires_at', '--expires 90d'],
    would: 'no',
    change: ({ writes, definitions, name }) => changeKey({ writes, definitions, name, change: { expiresAtMs: 1 } }),
  },
  {
    name: 'rotated_key',
    code: 'rotated_key',
    fix: ['latentkit keys rotate rotated_key --overlap 24h'],
    would: 'no',
    change: async ({ writes, definitions, name }) => {
      const secrets = definitions.keys.find((key) => key.name === name)?.secrets ?? [];
      const rotated = secrets.map((secret) => ({ ...secret, rotatedOutAtMs: 1 }));
      const fresh = { digest: 'f'.repeat(64), display: 'lk_live_new', createdAtMs: 1, rotatedOutAtMs: undefined };
      await changeKey({ writes, definitions, name, change: { secrets: [...rotated, fresh] } });
    },
  },
  {
    name: 'key_without_route',
    code: 'key_without_route',
    fix: ['keys[].route'],
    would: 'no',
    change: ({ writes, definitions, name }) => changeKey({ writes, definitions, name, change: { routeId: undefined } }),
  },
  {
    name: 'unpublished',
    code: 'route_not_published',
    fix: ['latentkit apply -f', 'latentkit routes list'],
    would: 'no',
    change: async ({ writes, definitions, name }) => {
      const route = definitions.routes.find((candidate) => candidate.name === name);
      if (route === undefined) throw new Error('no such route');
      const { published: _, ...draft } = { ...route, name: `${name}_draft` };
      const id = `${route.id}d`;
      if (!isRouteId(id)) throw new Error('no id of a route');
      await writes.saveRoute({ ...draft, id });
      await changeKey({ writes, definitions, name, change: { routeId: id } });
    },
  },
  {
    name: 'wrong_ip',
    code: 'wrong_ip',
    fix: ['keys[].allowed_ips', 'LATENTKIT_TRUSTED_PROXIES'],
    would: 'unknown',
    key: 'allowed_ips: [203.0.113.7]',
  },
  {
    name: 'browser',
    code: 'browser_origin',
    sentence: 'https://app.example',
    fix: ['from your backend', 'LATENTKIT_ALLOWED_ORIGINS=https://app.example'],
    would: 'no',
    send: withHeaders({ Origin: 'https://app.example' }),
  },
  {
    name: 'wrong_scope',
    code: 'wrong_scope',
    sentence: '"chat"',
    fix: ['keys[].scopes: […, chat]', '--scope chat'],
    would: 'no',
    key: 'scopes: [embeddings]',
  },
  {
    name: 'asks_for_circuits',
    code: 'operator_only',
    sentence: '/api/circuits is for the operator',
    fix: ['Authorization: Bearer lkadm_', 'LATENTKIT_ADMIN_TOKEN'],
    would: 'no',
    send: ({ ask }) => ask({ path: '/api/circuits', method: 'GET' }),
  },
  {
    name: 'wrong_operator_token',
    code: 'wrong_operator_token',
    fix: ['LATENTKIT_ADMIN_TOKEN'],
    would: 'no',
    send: ({ ask }) =>
      ask({ path: '/api/circuits', method: 'GET', headers: { Authorization: `Bearer lkadm_${'x'.repeat(40)}` } }),
  },
  {
    name: 'whoami_revoked',
    code: 'revoked_key',
    fix: ['latentkit keys create'],
    would: 'no',
    change: ({ writes, definitions, name }) => changeKey({ writes, definitions, name, change: { revokedAtMs: 1 } }),
    send: ({ ask }) => ask({ path: '/v1/whoami', method: 'GET' }),
  },
];

interface KeyChange extends DefinitionsEdit {
  readonly change: Partial<KeyDefinition>;
}

async function changeKey({ writes, definitions, name, change }: KeyChange): Promise<void> {
  const key = definitions.keys.find((candidate) => candidate.name === name);
  if (key === undefined) throw new Error('no such key');
  await writes.saveKey({ ...key, ...change });
}

function isRouteId(id: string): id is RouteId {
  return id.startsWith('route_');
}

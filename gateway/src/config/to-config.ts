import type { ConfigFile, ConfigFileConnection, ConfigFileKey } from '@latentkit/contract/config-schema';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import { parseKeySecret } from '../domain/key-secret.ts';
import type { Config, ConfigConnection, ConfigKey } from './config.ts';
import { parseExpiry } from './parse-expiry.ts';
import { toBudget, toModelDefinition, toRateLimit, toRouteSpec } from './to-definition.ts';

/** A file that passed every check, in the words of the domain. */
export function toConfig({
  file,
  credentialOf,
}: {
  readonly file: ConfigFile;
  readonly credentialOf: (connectionIndex: number) => JsonObject;
}): Config {
  const workspace = isJsonObject(file.workspace) ? file.workspace : { name: file.workspace, budget: undefined };
  return {
    workspace: { name: workspace.name, budget: toBudget(workspace.budget) },
    connections: file.connections.map((connection, index) =>
      toConfigConnection({ connection, credential: credentialOf(index) }),
    ),
    routes: file.routes.map((route) => ({ name: route.name, spec: toRouteSpec(route) })),
    keys: file.keys.map(toConfigKey),
  };
}

function toConfigConnection({
  connection,
  credential,
}: {
  readonly connection: ConfigFileConnection;
  readonly credential: JsonObject;
}): ConfigConnection {
  return {
    name: connection.name,
    provider: connection.provider,
    access: connection.access,
    enabled: connection.enabled,
    // One spelling of an address, so that a slash at its end makes no difference.
    baseUrl: connection.base_url?.replace(/\/+$/, ''),
    headers: connection.headers ?? {},
    credential: Object.fromEntries(
      Object.entries(credential).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    ),
    models: (connection.models ?? []).map(toModelDefinition),
  };
}

function toConfigKey(key: ConfigFileKey): ConfigKey {
  const parsed = parseKeySecret(key.secret);
  return {
    name: key.name,
    kind: parsed.ok ? parsed.kind : 'live',
    route: key.route,
    secret: key.secret,
    scopes: key.scopes,
    allowedIps: key.allowed_ips,
    rateLimit: toRateLimit(key.rate_limit),
    budget: toBudget(key.budget),
    expiresAtMs: key.expires_at === undefined ? undefined : parseExpiry(key.expires_at),
  };
}

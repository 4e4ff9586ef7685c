import type {
  ConfigFile,
  ConfigFileConnection,
  ConfigFileKey,
  ConfigFileNamedBudget,
} from '@latentkit/contract/config-schema';
import { EVENT_TYPES } from '@latentkit/contract/event-types';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import { parseKeySecret } from '../domain/key-secret.ts';
import { parseUsd } from '../domain/money.ts';
import type { Config, ConfigBudget, ConfigConnection, ConfigKey, ConfigWorkspace } from './config.ts';
import { parseExpiry } from './parse-expiry.ts';
import { toBudget, toContentLogging, toModelDefinition, toPlan, toRateLimit, toRouteSpec } from './to-definition.ts';

/** A file that passed every check, in the words of the domain. */
export function toConfig({
  file,
  credentialOf,
}: {
  readonly file: ConfigFile;
  readonly credentialOf: (connectionIndex: number) => JsonObject;
}): Config {
  return {
    workspace: toConfigWorkspace(file.workspace),
    plans: (file.plans ?? []).map(toPlan),
    budgets: (file.budgets ?? []).map(toConfigBudget),
    webhooks: (file.webhooks ?? []).map((webhook) => ({ ...webhook, events: webhook.events ?? EVENT_TYPES })),
    connections: file.connections.map((connection, index) =>
      toConfigConnection({ connection, credential: credentialOf(index) }),
    ),
    routes: file.routes.map((route) => ({ name: route.name, spec: toRouteSpec(route) })),
    keys: file.keys.map(toConfigKey),
  };
}

function toConfigWorkspace(workspace: ConfigFile['workspace']): ConfigWorkspace {
  const { name, ...said } = isJsonObject(workspace) ? workspace : { name: workspace };
  const about: Partial<Exclude<ConfigFile['workspace'], string>> = said;
  return {
    name,
    planName: about.plan,
    creditsNanoUsd: about.credits_usd === undefined ? undefined : parseUsd(about.credits_usd),
    budget: toBudget(about.budget),
    rateLimit: toRateLimit(about.rate_limit),
    ipRateLimit: toRateLimit(about.ip_rate_limit),
    ideRateLimit: toRateLimit(about.ide_rate_limit),
    contentLogging: toContentLogging(about.content_logging),
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
    marginPercent: connection.margin_percent ?? 0,
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

function toConfigBudget(budget: ConfigFileNamedBudget): ConfigBudget {
  return { name: budget.name, target: toTarget(budget), budget: toBudget(budget) };
}

/** Which of the five is given, was checked before: without any, it counts everything. */
function toTarget({ route, key, member, tag }: ConfigFileNamedBudget): ConfigBudget['target'] {
  if (route !== undefined) return { scope: 'route', route };
  if (key !== undefined) return { scope: 'key', key };
  if (member !== undefined) return { scope: 'member', member };
  return tag === undefined ? { scope: 'workspace' } : { scope: 'tag', tag };
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
    allowedOrigins: key.allowed_origins,
    rateLimit: toRateLimit(key.rate_limit),
    budget: toBudget(key.budget),
    member: key.member,
    tags: [...new Set(key.tags)],
    expiresAtMs: key.expires_at === undefined ? undefined : parseExpiry(key.expires_at),
  };
}

import type { ConfigFile } from '@latentkit/contract/config-schema';
import { credentialFields } from '../../config/credential-fields.ts';
import {
  fromBudget,
  fromContentLogging,
  fromModelDefinition,
  fromPlan,
  fromRateLimit,
  fromRouteSpec,
  usdNumber,
} from '../../config/from-definition.ts';
import type {
  BudgetDefinition,
  ConnectionDefinition,
  Definitions,
  KeyDefinition,
  WebhookDefinition,
  WorkspaceDefinition,
} from '../../domain/definitions.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Vault } from '../../domain/vault.ts';
import { webhookAddress } from '../../domain/webhook-address.ts';
import type { ProviderAdapter } from '../../providers/provider-adapter.ts';
import { openCredential } from '../open-credential.ts';
import { createVariableNames, type VariableNames } from './variable-names.ts';

interface ExportInput {
  readonly workspace: WorkspaceDefinition;
  readonly definitions: Definitions;
  readonly vault: Pick<Vault, 'open'>;
  readonly providers: ReadonlyMap<string, ProviderAdapter>;
}

/** A variable that the file names instead of a secret, and whose secret that is. */
export interface ExportedVariable {
  readonly name: string;
  readonly holds: string;
}

export interface ExportedWorkspace {
  /** In the words of the configuration file; without anything that is not said. */
  readonly file: JsonObject;
  readonly variables: readonly ExportedVariable[];
}

/**
 * A workspace as a configuration file: what `apply` makes of it is the same workspace. Secrets are variables: those of keys
 * and of webhooks are not known in clear, and those of connections do not belong into a file. So are what may hold one:
 * headers of connections, and addresses of webhooks that have a path. What was revoked, what was
 * never published, and short-lived tokens are left out.
 */
export function exportWorkspace({ workspace, definitions, vault, providers }: ExportInput): ExportedWorkspace {
  // By name, so that two exports of the same workspace are the same text.
  const own = <Item extends { readonly workspaceId: string | undefined; readonly name: string }>(
    items: readonly Item[],
  ): readonly Item[] =>
    items
      .filter(({ workspaceId }) => workspaceId === workspace.id)
      .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const variables = createVariableNames();
  const keys = own(definitions.keys).filter(({ revokedAtMs, kind }) => revokedAtMs === undefined && kind !== 'ide');
  const routes = own(definitions.routes).filter(({ published }) => published !== undefined);
  const names = {
    route: new Map(routes.map(({ id, name }) => [id, name])),
    key: new Map(keys.map(({ id, name }) => [id, name])),
  };
  const file: Record<keyof ConfigFile, unknown> = {
    version: 1,
    workspace: workspaceWords(workspace),
    plans: own(definitions.plans).map(fromPlan),
    connections: own(definitions.connections).map((connection) =>
      connectionWords({ connection, vault, adapter: providers.get(connection.provider), variables }),
    ),
    routes: routes.map(({ name, published }) => ({ name, ...(published && fromRouteSpec(published.spec)) })),
    budgets: own(definitions.budgets).flatMap((budget) => budgetWords({ budget, names })),
    webhooks: own(definitions.webhooks).map((webhook) => webhookWords({ webhook, variables })),
    keys: keys.map((key) => keyWords({ key, names, variables })),
  };
  return { file: plain(file), variables: variables.all() };
}

interface Names {
  readonly route: ReadonlyMap<string, string>;
  readonly key: ReadonlyMap<string, string>;
}

function workspaceWords(workspace: WorkspaceDefinition): unknown {
  return {
    name: workspace.name,
    plan: workspace.planName,
    credits_usd: workspace.fileCredits && usdNumber(workspace.fileCredits.totalNanoUsd),
    budget: fromBudget(workspace.budget),
    rate_limit: fromRateLimit(workspace.rateLimit),
    ip_rate_limit: fromRateLimit(workspace.ipRateLimit),
    ide_rate_limit: fromRateLimit(workspace.ideRateLimit),
    content_logging: fromContentLogging(workspace.contentLogging),
  };
}

function connectionWords({
  connection,
  vault,
  adapter,
  variables,
}: {
  readonly connection: ConnectionDefinition;
  readonly vault: Pick<Vault, 'open'>;
  readonly adapter: ProviderAdapter | undefined;
  readonly variables: VariableNames;
}): unknown {
  const secret = new Set(
    (adapter && credentialFields(adapter))?.filter((field) => field.secret).map(({ name }) => name),
  );
  const credential = Object.entries(openCredential({ connection, vault })).map(([name, value]) => [
    name,
    // A field that the adapter does not know counts as a secret.
    adapter !== undefined && !secret.has(name)
      ? literal(value)
      : variables.reference({ parts: [connection.name, name] }),
  ]);
  return {
    name: connection.name,
    provider: connection.provider,
    access: connection.access,
    margin_percent: connection.marginPercent === 0 ? undefined : connection.marginPercent,
    enabled: connection.enabled ? undefined : false,
    ...Object.fromEntries(credential),
    base_url: connection.baseUrl === undefined ? undefined : literal(connection.baseUrl),
    headers:
      Object.keys(connection.headers).length === 0
        ? undefined
        : Object.fromEntries(
            Object.keys(connection.headers).map((name) => [
              name,
              variables.reference({ parts: [connection.name, name] }),
            ]),
          ),
    models: connection.models.length === 0 ? undefined : connection.models.map(fromModelDefinition),
  };
}

/** A budget of what is not exported (a key that was revoked) goes with it. */
function budgetWords({ budget, names }: { readonly budget: BudgetDefinition; readonly names: Names }): unknown[] {
  const { target } = budget;
  const common = { name: budget.name, ...fromBudget(budget.budget) };
  switch (target.scope) {
    case 'workspace':
      return [{ ...common, workspace: true }];
    case 'route': {
      const route = names.route.get(target.routeId);
      return route === undefined ? [] : [{ ...common, route }];
    }
    case 'key': {
      const key = names.key.get(target.keyId);
      return key === undefined ? [] : [{ ...common, key }];
    }
    case 'member':
      return [{ ...common, member: target.member }];
    case 'tag':
      return [{ ...common, tag: target.tag }];
  }
}

function webhookWords({
  webhook,
  variables,
}: {
  readonly webhook: WebhookDefinition;
  readonly variables: VariableNames;
}): unknown {
  return {
    name: webhook.name,
    url:
      webhookAddress(webhook.url) === new URL(webhook.url).origin
        ? webhook.url
        : variables.reference({ parts: [webhook.name, 'webhook', 'url'], holds: webhookAddress(webhook.url) }),
    secret: variables.reference({ parts: [webhook.name, 'webhook', 'secret'] }),
    events: webhook.events,
  };
}

function keyWords({
  key,
  names,
  variables,
}: {
  readonly key: KeyDefinition;
  readonly names: Names;
  readonly variables: VariableNames;
}): unknown {
  return {
    name: key.name,
    route: key.routeId === undefined ? undefined : names.route.get(key.routeId),
    secret: variables.reference({ parts: [key.name, 'key'], holds: key.secrets.at(-1)?.display }),
    kind: key.kind,
    scopes: key.scopes,
    allowed_ips: key.allowedIps,
    allowed_origins: key.allowedOrigins,
    expires_at: key.expiresAtMs === undefined ? undefined : new Date(key.expiresAtMs).toISOString(),
    member: key.member,
    tags: key.tags.length === 0 ? undefined : key.tags,
    budget: fromBudget(key.budget),
    rate_limit: fromRateLimit(key.rateLimit),
  };
}

/** As it stands: reading the file would take `${…}` for a variable. */
function literal(text: string): string {
  return text.split('${').join('$${');
}

/** Without the fields that say nothing, and without empty lists at the top. */
function plain(file: Readonly<Record<string, unknown>>): JsonObject {
  const said: JsonObject = JSON.parse(JSON.stringify(file));
  return Object.fromEntries(Object.entries(said).filter(([, value]) => !(Array.isArray(value) && value.length === 0)));
}

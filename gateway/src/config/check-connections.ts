import type { ConfigFileConnection, ConfigFileModel } from '@latentkit/contract/config-schema';
import { nearestName } from '../domain/nearest-name.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';
import { checkBaseUrl } from './check-base-url.ts';
import { type CheckContext, type Placed, reportDuplicateNames } from './check-context.ts';
import { checkHeaders } from './check-headers.ts';
import { checkPrices } from './check-prices.ts';
import type { ConfigPath } from './config-path.ts';
import { credentialFields } from './credential-fields.ts';
import { operationCapabilities, resolveModel } from './resolve-model.ts';
import { toModelDefinition } from './to-definition.ts';

/** A connection with the fields that only its provider's credential knows. */
export interface ReadConnection extends ConfigFileConnection {
  readonly credential: Readonly<Record<string, unknown>>;
}

export function checkConnections({
  connections,
  context,
}: {
  readonly connections: readonly Placed<ReadConnection>[];
  readonly context: CheckContext;
}): void {
  reportDuplicateNames({ items: connections, noun: 'connection', context });
  for (const connection of connections) {
    checkConnection({ connection, context });
    const adapter = context.providers.get(connection.item.provider);
    if (adapter !== undefined) checkCredential({ connection, adapter, context });
  }
}

/** Everything about a connection but its credential, whoever keeps it. */
export function checkConnection({ connection, context }: ConnectionCheck): void {
  const adapter = context.providers.get(connection.item.provider);
  if (adapter === undefined) reportUnknownProvider({ connection, context });
  checkAddress({ connection, adapter, context });
  checkHeaders({ headers: connection.item.headers ?? {}, path: [...connection.path, 'headers'], context });
  checkMargin({ connection, context });
  checkModels({ connection, adapter, context });
}

interface ConnectionCheck {
  readonly connection: Placed<ReadConnection>;
  readonly context: CheckContext;
}

function reportUnknownProvider({ connection, context }: ConnectionCheck): void {
  const path = [...connection.path, 'provider'];
  const value = connection.item.provider;
  const guess = nearestName({ name: value, candidates: context.providers.keys() });
  context.report({
    path,
    message: `there is no provider ${context.shown({ path, value })}`,
    instead:
      guess === undefined
        ? `The providers are: ${[...context.providers.keys()].join(', ')}. Any other one with an OpenAI-compatible ` +
          'address works too: see "latentkit providers".'
        : `Did you mean "${guess}"?`,
  });
}

function checkAddress({
  connection,
  adapter,
  context,
}: ConnectionCheck & { readonly adapter: ProviderAdapter | undefined }): void {
  const { base_url: baseUrl, name } = connection.item;
  if (baseUrl !== undefined) {
    const fault = checkBaseUrl(baseUrl);
    if (fault !== undefined) context.report({ path: [...connection.path, 'base_url'], ...fault });
  } else if (adapter !== undefined && adapter.defaultBaseUrl === undefined && adapter.transport === undefined) {
    context.report({
      path: connection.path,
      message: `connection "${name}" needs "base_url": ${adapter.label} has no address of its own`,
      instead: 'Add base_url: "https://…", everything before the resource path.',
    });
  }
}

function checkMargin({ connection, context }: ConnectionCheck): void {
  const { access, margin_percent: margin } = connection.item;
  if (margin === undefined) return;
  const path = [...connection.path, 'margin_percent'];
  if (access === 'byok') {
    const message = 'only platform access has a margin: with byok the workspace pays its provider itself';
    context.report({ path, message, instead: 'Remove it, or write access: platform.' });
  } else if (Number(margin.toFixed(4)) !== margin) {
    context.report({ path, message: 'a margin has at most four decimals' });
  }
}

function checkCredential({
  connection,
  adapter,
  context,
}: ConnectionCheck & { readonly adapter: ProviderAdapter }): void {
  const given = connection.item.credential;
  const fields = credentialFields(adapter);
  for (const field of fields) {
    const value = given[field.name];
    const path = [...connection.path, field.name];
    if (value === '') {
      context.report({ path, message: `"${field.name}" is empty`, instead: 'Is the environment variable empty?' });
    } else if (value === undefined && field.required) {
      context.report({
        path: connection.path,
        message: `connection "${connection.item.name}" has no credential: "${field.name}" is missing`,
        instead: `Add ${field.name}: "\${NAME}", and set NAME in the environment.`,
      });
    } else if (typeof value === 'string' && !/^[\x21-\x7e]+$/.test(value)) {
      context.report({
        path,
        message: `"${field.name}" holds a space, a line break or another character that no credential has`,
        instead: 'Copy the value again, without quotes or line breaks.',
      });
    }
  }
  const known = new Set(fields.map((field) => field.name));
  for (const name of Object.keys(given).filter((field) => !known.has(field) && given[field] !== undefined)) {
    context.report({
      path: [...connection.path, name],
      part: 'key',
      message: `${adapter.label} takes no "${name}"`,
      instead: known.size === 0 ? 'Remove it.' : `Its credential is: ${[...known].join(', ')}.`,
    });
  }
}

function checkModels({
  connection,
  adapter,
  context,
}: ConnectionCheck & { readonly adapter: ProviderAdapter | undefined }): void {
  const seen = new Set<string>();
  for (const [index, entry] of (connection.item.models ?? []).entries()) {
    const path = [...connection.path, 'models', index];
    const model = typeof entry === 'string' ? { id: entry } : entry;
    const idPath = typeof entry === 'string' ? path : [...path, 'id'];
    checkModelId({ id: model.id, path: idPath, context });
    if (seen.has(model.id)) {
      context.report({
        path: idPath,
        message: 'this model stands in the list already',
        instead: 'Remove one of them.',
      });
    }
    seen.add(model.id);
    if (adapter !== undefined) checkModelAbilities({ model, path, connection, adapter, context });
  }
}

function checkModelAbilities({
  model,
  path,
  connection,
  adapter,
  context,
}: ConnectionCheck & {
  readonly model: ConfigFileModel;
  readonly path: ConfigPath;
  readonly adapter: ProviderAdapter;
}): void {
  const usable = operationCapabilities(adapter);
  for (const [index, capability] of (model.capabilities ?? []).entries()) {
    if (usable.has(capability)) continue;
    context.report({
      path: [...path, 'capabilities', index],
      message: `LatentKit cannot use "${capability}" through ${adapter.label}`,
      instead: `It can use: ${[...usable].join(', ')}.`,
    });
  }
  const definition = toModelDefinition(model);
  const resolved = resolveModel({ adapter, model: model.id, definition, catalogue: context.catalogue });
  const { access } = connection.item;
  // What nobody knows the price of is told where a route uses it, unless it would be billed.
  if (model.prices === undefined && (access === 'byok' || model.enabled === false)) return;
  checkPrices({ model, resolved, path, access, context });
}

/** Model ids become part of an address: an empty or dot segment could lead somewhere else. */
export function checkModelId({
  id,
  path,
  context,
}: {
  readonly id: string;
  readonly path: ConfigPath;
  readonly context: CheckContext;
}): void {
  if (id.split('/').some((segment) => segment === '' || segment === '.' || segment === '..')) {
    context.report({ path, message: 'this is not a model id: a part between slashes is empty, "." or ".."' });
  }
}

import type {
  ConnectionDefinition,
  Definitions,
  KeyDefinition,
  RouteDefinition,
  WebhookDefinition,
  WorkspaceDefinition,
} from '../domain/definitions.ts';
import { nearestName } from '../domain/nearest-name.ts';
import type { Vault } from '../domain/vault.ts';
import { CliError } from './cli-error.ts';

export interface Lookup {
  readonly definitions: Definitions;
  /** `--workspace`: needed only where there are several. */
  readonly workspace: string | undefined;
}

/** The workspace that a command works in: the one that was named, or the only one. @throws CliError */
export function findWorkspace({ definitions, workspace }: Lookup): WorkspaceDefinition {
  const { workspaces } = definitions;
  const names = workspaces.map(({ name }) => name);
  if (workspace !== undefined) {
    const found = workspaces.find(({ id, name }) => id === workspace || name === workspace);
    if (found === undefined) throw unknown({ noun: 'workspace', wanted: workspace, names });
    return found;
  }
  const [only, second] = workspaces;
  if (only === undefined) {
    throw new CliError('There is no workspace yet.', {
      hint: 'Run "latentkit start" or "latentkit apply -f <file>" first.',
    });
  }
  if (second !== undefined) {
    throw new CliError(`There are ${workspaces.length} workspaces: ${names.join(', ')}.`, {
      hint: 'Say which one with --workspace <name>.',
    });
  }
  return only;
}

/** The workspaces that a list shows: the one that was named, or all. @throws CliError */
export function workspacesToList(lookup: Lookup): readonly WorkspaceDefinition[] {
  return lookup.workspace === undefined ? lookup.definitions.workspaces : [findWorkspace(lookup)];
}

/** A route by name or id. @throws CliError */
export function findRoute({ wanted, ...lookup }: Lookup & { readonly wanted: string }): RouteDefinition {
  const inScope = withinScope({ lookup, items: lookup.definitions.routes });
  const found = inScope.filter(({ id, name }) => id === wanted || name === wanted);
  return onlyOne({ found, noun: 'route', wanted, names: inScope.map(({ name }) => name) });
}

/** A connection by name or id. @throws CliError */
export function findConnection({ wanted, ...lookup }: Lookup & { readonly wanted: string }): ConnectionDefinition {
  const inScope = withinScope({ lookup, items: lookup.definitions.connections });
  const found = inScope.filter(({ id, name }) => id === wanted || name === wanted);
  return onlyOne({ found, noun: 'connection', wanted, names: inScope.map(({ name }) => name) });
}

/** A webhook by name or id. @throws CliError */
export function findWebhook({ wanted, ...lookup }: Lookup & { readonly wanted: string }): WebhookDefinition {
  const inScope = withinScope({ lookup, items: lookup.definitions.webhooks });
  const found = inScope.filter(({ id, name }) => id === wanted || name === wanted);
  return onlyOne({ found, noun: 'webhook', wanted, names: inScope.map(({ name }) => name) });
}

/** A key by name, id or whole secret; of several with one name, the one that is not revoked. @throws CliError */
export function findKey({
  wanted,
  vault,
  ...lookup
}: Lookup & { readonly wanted: string; readonly vault: Pick<Vault, 'digest'> }): KeyDefinition {
  const inScope = withinScope({ lookup, items: lookup.definitions.keys });
  if (wanted.startsWith('lk_')) {
    const digest = vault.digest(wanted);
    const found = inScope.find(({ secrets }) => secrets.some((secret) => secret.digest === digest));
    // Not repeated here: what was typed may be a secret.
    if (found === undefined) throw new CliError('No key has this secret.', { hint: 'See "latentkit keys list".' });
    return found;
  }
  const matching = inScope.filter(({ id, name }) => id === wanted || name === wanted);
  const working = matching.filter(({ revokedAtMs }) => revokedAtMs === undefined);
  const names = inScope.map(({ name }) => name);
  return onlyOne({ found: working.length > 0 ? working : matching.slice(-1), noun: 'key', wanted, names });
}

function withinScope<Item extends { readonly workspaceId: string }>({
  lookup,
  items,
}: {
  readonly lookup: Lookup;
  readonly items: readonly Item[];
}): readonly Item[] {
  if (lookup.workspace === undefined) return items;
  const { id } = findWorkspace(lookup);
  return items.filter(({ workspaceId }) => workspaceId === id);
}

function onlyOne<Item>({
  found,
  noun,
  wanted,
  names,
}: {
  readonly found: readonly Item[];
  readonly noun: string;
  readonly wanted: string;
  readonly names: readonly string[];
}): Item {
  const [only, second] = found;
  if (only === undefined) throw unknown({ noun, wanted, names });
  if (second !== undefined) {
    throw new CliError(`Several workspaces have a ${noun} named "${wanted}".`, {
      hint: 'Say which one with --workspace <name>.',
    });
  }
  return only;
}

function unknown({
  noun,
  wanted,
  names,
}: {
  readonly noun: string;
  readonly wanted: string;
  readonly names: readonly string[];
}): CliError {
  const guess = nearestName({ name: wanted, candidates: names });
  const list = [...new Set(names)].join(', ');
  const hint =
    guess !== undefined ? `Did you mean "${guess}"?` : list === '' ? `There is no ${noun} yet.` : `There are: ${list}.`;
  return new CliError(`There is no ${noun} named "${wanted}".`, { hint });
}

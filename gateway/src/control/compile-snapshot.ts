import type {
  BudgetDefinition,
  ConnectionDefinition,
  Definitions,
  KeyDefinition,
  WorkspaceDefinition,
} from '../domain/definitions.ts';
import type { ConnectionId, RouteId, WorkspaceId } from '../domain/ids.ts';
import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import type { Plan, Principal, PublishedRoute, Snapshot } from '../domain/route.ts';
import type { Vault } from '../domain/vault.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';
import { boundByParent, keysById } from './bound-by-parent.ts';
import { compileBudgets } from './compile-budgets.ts';
import { type CompiledConnection, compileConnection, type SnapshotProblem } from './compile-connection.ts';
import { compilePlans } from './compile-plans.ts';
import { compileRoute } from './compile-route.ts';
import { joinParts, type SnapshotPart, type SnapshotParts } from './snapshot-parts.ts';
import { usableConnections } from './usable-connections.ts';
import { withKnownZones } from './with-known-zones.ts';

export interface CompileInput {
  readonly definitions: Definitions;
  readonly vault: Pick<Vault, 'open'>;
  readonly providers: ReadonlyMap<string, ProviderAdapter>;
  readonly catalogue: ModelCatalogue;
}

interface Compiled {
  /** Of each workspace that the definitions hold. */
  readonly parts: SnapshotParts;
  /** Every published route, also those that no key points to. */
  readonly routes: ReadonlyMap<RouteId, PublishedRoute>;
  readonly problems: readonly SnapshotProblem[];
}

/** Makes of the stored definitions what the request path reads. What cannot be used is reported, and harms nothing else. */
export function compileSnapshot({
  version,
  ...given
}: CompileInput & {
  /** The store's version of these definitions. */
  readonly version: string;
}): Compiled & { readonly snapshot: Snapshot } {
  const compiled = compileParts(given);
  return { ...compiled, ...joinParts({ parts: compiled.parts, version }) };
}

/**
 * The same for some workspaces: the definitions hold what is theirs, and what all share. What is made of a workspace is made
 * of that and nothing else, so that it stays right for as long as neither changes.
 */
export function compileParts(given: CompileInput): Compiled {
  const problems: SnapshotProblem[] = [];
  const input = { ...given, definitions: withKnownZones({ definitions: given.definitions, problems }) };
  const connections = compileConnections({ ...input, problems });
  const routes = new Map<RouteId, PublishedRoute>();
  for (const definition of input.definitions.routes) {
    const ofWorkspace = connections.get(definition.workspaceId) ?? new Map<string, CompiledConnection>();
    const compiled = compileRoute({ definition, connections: ofWorkspace, catalogue: input.catalogue });
    if (compiled === undefined) continue;
    routes.set(definition.id, compiled.route);
    for (const name of compiled.missing) {
      const message = `connection ${name} does not exist any more; its attempts are skipped`;
      problems.push({ object: `route ${definition.name}`, message });
    }
  }
  const principals = compilePrincipals({ definitions: input.definitions, routes, problems });
  const keys = Map.groupBy(input.definitions.keys, ({ workspaceId }) => workspaceId);
  const parts = input.definitions.workspaces.map(({ id }): [WorkspaceId, SnapshotPart] => [
    id,
    { principals: principals.get(id) ?? [], allowedOrigins: originsOf(keys.get(id) ?? []) },
  ]);
  return { parts: new Map(parts), routes, problems };
}

function originsOf(keys: readonly KeyDefinition[]): readonly string[] {
  return keys.flatMap((key) => (key.revokedAtMs === undefined ? (key.allowedOrigins ?? []) : []));
}

/** True when anything may be looked up in the catalogue: a gateway with only the sandbox needn't load it. */
export function needsCatalogue({
  connections,
  providers,
}: {
  readonly connections: readonly Pick<ConnectionDefinition, 'provider'>[];
  readonly providers: ReadonlyMap<string, ProviderAdapter>;
}): boolean {
  return connections.some(({ provider }) => providers.get(provider)?.transport === undefined);
}

/** By workspace, then by name: what routes of that workspace may use, its own before the shared ones. */
function compileConnections({
  definitions,
  vault,
  providers,
  problems,
}: CompileInput & { readonly problems: SnapshotProblem[] }): ReadonlyMap<
  WorkspaceId,
  ReadonlyMap<string, CompiledConnection>
> {
  const compiled = new Map<ConnectionId, CompiledConnection>();
  for (const definition of definitions.connections) {
    const { compiled: one, problem } = compileConnection({ definition, vault, providers });
    if (problem !== undefined) problems.push(problem);
    compiled.set(definition.id, one);
  }
  const shared = definitions.connections.filter((connection) => connection.shared);
  const own = Map.groupBy(definitions.connections, ({ workspaceId }) => workspaceId);
  const ofWorkspace = (workspaceId: WorkspaceId) =>
    usableConnections({ connections: [...(own.get(workspaceId) ?? []), ...shared], workspaceId }).flatMap(
      ({ id, name }) => {
        const one = compiled.get(id);
        return one === undefined ? [] : [[name, one] as const];
      },
    );
  return new Map(definitions.workspaces.map(({ id }) => [id, new Map(ofWorkspace(id))]));
}

interface PrincipalsInput {
  readonly definitions: Definitions;
  readonly routes: ReadonlyMap<RouteId, PublishedRoute>;
  readonly problems: SnapshotProblem[];
}

/** Every secret that was ever given out is known, revoked and rotated ones too: a 401 can then say why. */
function compilePrincipals({
  definitions,
  routes,
  problems,
}: PrincipalsInput): ReadonlyMap<WorkspaceId, readonly Principal[]> {
  const plans = compilePlans({ definitions, problems });
  const keys = Map.groupBy(definitions.keys, ({ workspaceId }) => workspaceId);
  const budgets = Map.groupBy(definitions.budgets, ({ workspaceId }) => workspaceId);
  const principals = new Map<WorkspaceId, readonly Principal[]>();
  for (const workspace of definitions.workspaces) {
    const { id } = workspace;
    const own = keys.get(id) ?? [];
    const byId = keysById(own);
    const shared = { workspace, routes, plan: plans.get(id), budgets: budgets.get(id) ?? [] };
    principals.set(
      id,
      own.flatMap((given) => {
        const key = boundByParent({ key: given, keys: byId });
        return compileKey({ ...shared, key, parent: key.parentKeyId && byId.get(key.parentKeyId) });
      }),
    );
  }
  const known = new Set(definitions.workspaces.map(({ id }) => id));
  for (const { name, workspaceId } of definitions.keys) {
    if (known.has(workspaceId)) continue;
    problems.push({ object: `key ${name}`, message: 'its workspace does not exist; the key is unknown' });
  }
  return principals;
}

function compileKey({
  key,
  parent,
  workspace,
  routes,
  plan,
  budgets,
}: {
  readonly key: KeyDefinition;
  readonly parent: KeyDefinition | undefined;
  readonly workspace: WorkspaceDefinition;
  readonly routes: ReadonlyMap<RouteId, PublishedRoute>;
  readonly plan: Plan | undefined;
  readonly budgets: readonly BudgetDefinition[];
}): Principal[] {
  const found = key.routeId === undefined ? undefined : routes.get(key.routeId);
  const route = found?.workspaceId === workspace.id ? found : undefined;
  return key.secrets.map((secret) => ({
    keyId: key.id,
    keyName: key.name,
    kind: key.kind,
    digest: secret.digest,
    workspaceId: workspace.id,
    workspaceName: workspace.name,
    workspaceSuspended: workspace.suspended || workspace.deleteAtMs !== undefined,
    route,
    routeUnpublished: key.routeId !== undefined && route === undefined,
    scopes: key.scopes,
    allowedIps: key.allowedIps,
    allowedOrigins: key.allowedOrigins,
    rateLimit: key.rateLimit,
    workspaceRateLimit: workspace.rateLimit,
    ipRateLimit: workspace.ipRateLimit,
    ideRateLimit: workspace.ideRateLimit,
    budgets: compileBudgets({ key, parent, route, workspace, budgets }),
    member: key.member,
    tags: key.tags,
    contentLogging: workspace.contentLogging,
    plan,
    expiresAtMs: key.expiresAtMs,
    revokedAtMs: key.revokedAtMs,
    rotatedOutAtMs: secret.rotatedOutAtMs,
  }));
}

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
import { usableConnections } from './usable-connections.ts';
import { withKnownZones } from './with-known-zones.ts';

export interface CompileInput {
  readonly definitions: Definitions;
  readonly vault: Pick<Vault, 'open'>;
  readonly providers: ReadonlyMap<string, ProviderAdapter>;
  readonly catalogue: ModelCatalogue;
  /** The store's version of these definitions. */
  readonly version: string;
}

/** Makes of the stored definitions what the request path reads. What cannot be used is reported, and harms nothing else. */
export function compileSnapshot(given: CompileInput): {
  readonly snapshot: Snapshot;
  /** Every published route, also those that no key points to. */
  readonly routes: ReadonlyMap<RouteId, PublishedRoute>;
  readonly problems: readonly SnapshotProblem[];
} {
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
  const allowedOrigins = new Set(
    input.definitions.keys.flatMap((key) => (key.revokedAtMs === undefined ? (key.allowedOrigins ?? []) : [])),
  );
  return { snapshot: { version: input.version, principals, allowedOrigins }, routes, problems };
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
  const ofWorkspace = (workspaceId: WorkspaceId) =>
    usableConnections({ connections: definitions.connections, workspaceId }).flatMap(({ id, name }) => {
      const one = compiled.get(id);
      return one === undefined ? [] : [[name, one] as const];
    });
  return new Map(definitions.workspaces.map(({ id }) => [id, new Map(ofWorkspace(id))]));
}

interface PrincipalsInput {
  readonly definitions: Definitions;
  readonly routes: ReadonlyMap<RouteId, PublishedRoute>;
  readonly problems: SnapshotProblem[];
}

/** Every secret that was ever given out is known, revoked and rotated ones too: a 401 can then say why. */
function compilePrincipals({ definitions, routes, problems }: PrincipalsInput): ReadonlyMap<string, Principal> {
  const workspaces = new Map(definitions.workspaces.map((workspace) => [workspace.id, workspace]));
  const plans = compilePlans({ definitions, problems });
  const principals = new Map<string, Principal>();
  const byId = keysById(definitions.keys);
  for (const given of definitions.keys) {
    const key = boundByParent({ key: given, keys: byId });
    const workspace = workspaces.get(key.workspaceId);
    if (workspace === undefined) {
      problems.push({ object: `key ${key.name}`, message: 'its workspace does not exist; the key is unknown' });
      continue;
    }
    const plan = plans.get(workspace.id);
    const parent = key.parentKeyId && byId.get(key.parentKeyId);
    for (const principal of compileKey({ key, parent, workspace, routes, plan, budgets: definitions.budgets }))
      principals.set(principal.digest, principal);
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
  const route = key.routeId === undefined ? undefined : routes.get(key.routeId);
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

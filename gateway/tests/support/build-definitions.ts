import type {
  AttemptSpec,
  BudgetDefinition,
  ConnectionDefinition,
  Definitions,
  KeyDefinition,
  PlanDefinition,
  RouteDefinition,
  RouteSpec,
  WorkspaceDefinition,
} from '../../src/domain/definitions.ts';
import { readId } from '../../src/domain/ids.ts';

const WORKSPACE = readId({ kind: 'ws', text: 'ws_1' });

export function buildWorkspace(changes: Partial<WorkspaceDefinition> = {}): WorkspaceDefinition {
  return {
    id: WORKSPACE,
    name: 'acme',
    suspended: false,
    budget: undefined,
    rateLimit: undefined,
    ipRateLimit: undefined,
    ideRateLimit: undefined,
    planName: undefined,
    fileCredits: undefined,
    owner: 'file',
    createdAtMs: 1_000,
    ...changes,
  };
}

export function buildConnection(changes: Partial<ConnectionDefinition> = {}): ConnectionDefinition {
  return {
    id: readId({ kind: 'conn', text: `conn_${changes.name ?? 'main'}` }),
    workspaceId: WORKSPACE,
    name: 'main',
    provider: 'north',
    access: 'byok',
    marginPercent: 0,
    enabled: true,
    baseUrl: undefined,
    trusted: true,
    headers: {},
    sealedCredential: undefined,
    credentialVersion: 1,
    models: [],
    shared: false,
    owner: 'file',
    createdAtMs: 1_000,
    ...changes,
  };
}

export function buildAttemptSpec(changes: Partial<AttemptSpec> = {}): AttemptSpec {
  return {
    connection: 'main',
    model: 'small',
    profiles: ['fast', 'balanced', 'deep'],
    weight: undefined,
    timeoutMs: undefined,
    firstContentTimeoutMs: undefined,
    idleTimeoutMs: undefined,
    ...changes,
  };
}

export function buildRouteSpec(changes: Partial<RouteSpec> = {}): RouteSpec {
  return {
    attempts: [buildAttemptSpec()],
    defaultProfile: 'balanced',
    allowProfileOverride: true,
    deadlineMs: 120_000,
    onCut: 'error',
    crossing: 'allowed',
    strategy: 'in_order',
    stickyBy: 'none',
    budget: undefined,
    rateLimit: undefined,
    ...changes,
  };
}

export function buildRouteDefinition(changes: Partial<RouteDefinition> = {}): RouteDefinition {
  return {
    id: readId({ kind: 'route', text: `route_${changes.name ?? 'default'}` }),
    workspaceId: WORKSPACE,
    name: 'default',
    published: { version: 1, publishedAtMs: 1_000, spec: buildRouteSpec() },
    canary: undefined,
    shadow: undefined,
    schedule: undefined,
    owner: 'file',
    createdAtMs: 1_000,
    ...changes,
  };
}

export function buildKey(changes: Partial<KeyDefinition> = {}): KeyDefinition {
  return {
    id: readId({ kind: 'key', text: `key_${changes.name ?? 'backend'}` }),
    workspaceId: WORKSPACE,
    name: 'backend',
    kind: 'live',
    routeId: readId({ kind: 'route', text: 'route_default' }),
    secrets: [{ digest: 'd1', display: 'lk_live_aaaa…zzzz', createdAtMs: 1_000, rotatedOutAtMs: undefined }],
    scopes: undefined,
    allowedIps: undefined,
    rateLimit: undefined,
    budget: undefined,
    member: undefined,
    tags: [],
    expiresAtMs: undefined,
    revokedAtMs: undefined,
    owner: 'file',
    createdAtMs: 1_000,
    ...changes,
  };
}

export function buildPlan(changes: Partial<PlanDefinition> = {}): PlanDefinition {
  return {
    name: 'free',
    managed: { chat: 100, embeddings: undefined, image: undefined },
    window: 'month',
    timeZone: undefined,
    excludes: [],
    capabilities: undefined,
    rateLimit: undefined,
    upgradeTo: undefined,
    workspaceId: WORKSPACE,
    owner: 'file',
    createdAtMs: 1_000,
    ...changes,
  };
}

export function buildBudget(changes: Partial<BudgetDefinition> = {}): BudgetDefinition {
  return {
    id: readId({ kind: 'bud', text: `bud_${changes.name ?? 'all'}` }),
    workspaceId: WORKSPACE,
    name: 'all',
    target: { scope: 'workspace' },
    budget: { nanoUsd: 1_000_000_000, window: 'month', timeZone: undefined, alertAtPercent: undefined },
    owner: 'file',
    createdAtMs: 1_000,
    ...changes,
  };
}

export function buildDefinitions(changes: Partial<Definitions> = {}): Definitions {
  return {
    workspaces: [buildWorkspace()],
    plans: [],
    budgets: [],
    webhooks: [],
    connections: [buildConnection()],
    routes: [buildRouteDefinition()],
    keys: [buildKey()],
    ...changes,
  };
}

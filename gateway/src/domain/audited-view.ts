import type {
  BudgetDefinition,
  ConnectionDefinition,
  KeyDefinition,
  PlanDefinition,
  RouteDefinition,
  WebhookDefinition,
  WorkspaceDefinition,
} from './definitions.ts';
import type { Invitation, Member, ServiceToken } from './member.ts';

/**
 * What the audit log keeps of a definition: everything but secrets. A sealed secret and a digest are left out as well,
 * since neither is of use to a reader; that they changed is what the version or the display tells.
 */
export const AUDITED_VIEW = {
  workspace: (workspace: WorkspaceDefinition) => ({ ...workspace }),
  connection: ({ sealedCredential, headers, ...connection }: ConnectionDefinition) => ({
    ...connection,
    credential: sealedCredential === undefined ? 'none' : 'set',
    // Their values may be secrets of somebody's proxy.
    headers: Object.keys(headers),
  }),
  route: ({ published, ...route }: RouteDefinition) => ({ ...route, publishedVersion: published?.version }),
  key: ({ secrets, ...key }: KeyDefinition) => ({
    ...key,
    secrets: secrets.map(({ digest: _, ...secret }) => secret),
  }),
  plan: (plan: PlanDefinition) => ({ ...plan }),
  budget: (budget: BudgetDefinition) => ({ ...budget }),
  member: (member: Member) => ({ ...member }),
  invitation: ({ digest: _, ...invitation }: Invitation) => ({ ...invitation }),
  serviceToken: ({ digest: _, ...token }: ServiceToken) => ({ ...token }),
  webhook: ({ sealedSecret: _, ...webhook }: WebhookDefinition) => ({ ...webhook, secret: 'set' }),
} as const;

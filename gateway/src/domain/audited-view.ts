import type {
  BudgetDefinition,
  ConnectionDefinition,
  KeyDefinition,
  PlanDefinition,
  RouteDefinition,
  RouteSpec,
  WebhookDefinition,
  WorkspaceDefinition,
} from './definitions.ts';
import type { Invitation, Member, ServiceToken } from './member.ts';
import { webhookAddress } from './webhook-address.ts';

/**
 * What the audit log keeps of a definition: everything but secrets. A sealed secret and a digest are left out as well,
 * since neither is of use to a reader; that they changed is what the version or the display tells.
 */
export const AUDITED_VIEW = {
  workspace: (workspace: WorkspaceDefinition) => ({ ...workspace }),
  connection: ({ sealedCredential, headers, unreadableHeaders: _, ...connection }: ConnectionDefinition) => ({
    ...connection,
    credential: sealedCredential === undefined ? 'none' : 'set',
    // Their values may be secrets of somebody's proxy.
    headers: Object.keys(headers),
  }),
  // Versions never change, and each stands whole in the row of its publication.
  route: ({ published, canary, shadow, schedule, ...route }: RouteDefinition) => ({
    ...route,
    publishedVersion: published?.version,
    canary: canary && withoutSpec(canary),
    shadow: shadow && (shadow.version === undefined ? shadow : withoutSpec(shadow)),
    schedule: schedule && (schedule.version === undefined ? schedule : withoutSpec(schedule)),
  }),
  key: ({ secrets, ...key }: KeyDefinition) => ({
    ...key,
    secrets: secrets.map(({ digest: _, ...secret }) => secret),
  }),
  plan: (plan: PlanDefinition) => ({ ...plan }),
  budget: (budget: BudgetDefinition) => ({ ...budget }),
  member: (member: Member) => ({ ...member }),
  invitation: ({ digest: _, ...invitation }: Invitation) => ({ ...invitation }),
  serviceToken: ({ digest: _, ...token }: ServiceToken) => ({ ...token }),
  webhook: ({ sealedSecret: _, unreadableUrl: __, previousSecret, ...webhook }: WebhookDefinition) => ({
    ...webhook,
    // A path may be a secret itself. That it changed is what the version of the secret tells.
    url: webhookAddress(webhook.url),
    secret: 'set',
    previousSecretUntilMs: previousSecret?.untilMs,
  }),
} as const;

function withoutSpec<Release extends object>({ spec: _, ...rest }: Release & { readonly spec: RouteSpec }): object {
  return rest;
}

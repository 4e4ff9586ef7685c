import { capabilitySchema } from '@latentkit/contract/capability';
import { budgetSchema, labelSchema, nameSchema } from '@latentkit/contract/config-schema';
import { originSchema } from '@latentkit/contract/origin-schema';
import { rateLimitSchema } from '@latentkit/contract/rate-limit-schema';
import * as z from 'zod';
import { isAddressOrRange } from '../../../config/is-address-or-range.ts';
import { toBudget, toRateLimit } from '../../../config/to-definition.ts';
import type { Definitions, KeyDefinition } from '../../../domain/definitions.ts';
import type { RouteId, WorkspaceId } from '../../../domain/ids.ts';
import { isTimeZone } from '../../../domain/time-zone.ts';
import { problemsError } from '../read-input.ts';
import { isoTimeSchema } from '../shared-fields.ts';

const MOST_ADDRESSES = 200;

/** What may be said of a key, when it is made and later. */
export const keyFields = {
  route_id: z.string().max(100).nullish().describe('Without a route the key is refused'),
  scopes: z.array(capabilitySchema).min(1).nullish().describe('The only capabilities allowed; null: all'),
  allowed_ips: z.array(z.string().min(1).max(64)).min(1).max(MOST_ADDRESSES).nullish(),
  allowed_origins: z
    .array(originSchema)
    .min(1)
    .max(50)
    .nullish()
    .describe('Web pages that may use it from a browser, such as `https://app.example`'),
  rate_limit: rateLimitSchema.nullish(),
  budget: budgetSchema.nullish(),
  member: labelSchema.nullish(),
  tags: z.array(labelSchema).max(20).nullish(),
  expires_at: isoTimeSchema.nullish(),
};

export const newKeyBody = z.strictObject({ name: nameSchema, kind: z.enum(['live', 'test']).optional(), ...keyFields });
export const keyPatch = z.strictObject({ name: nameSchema.optional(), ...keyFields });

type KeyFields = Omit<z.output<typeof keyPatch>, 'name'>;
type Settings = Pick<
  KeyDefinition,
  'routeId' | 'scopes' | 'allowedIps' | 'allowedOrigins' | 'rateLimit' | 'budget' | 'member' | 'tags' | 'expiresAtMs'
>;

const NONE: Settings = {
  routeId: undefined,
  scopes: undefined,
  allowedIps: undefined,
  allowedOrigins: undefined,
  rateLimit: undefined,
  budget: undefined,
  member: undefined,
  tags: [],
  expiresAtMs: undefined,
};

/** The settings of a key after what a body says; what it leaves out stays. @throws GatewayError validation_error */
export function settingsFrom({
  body,
  before = NONE,
  workspaceId,
  definitions,
  nowMs,
}: {
  readonly body: KeyFields;
  readonly before?: Settings;
  readonly workspaceId: WorkspaceId;
  readonly definitions: Pick<Definitions, 'routes'>;
  readonly nowMs: number;
}): Settings {
  const routeId = findRouteId({ body, workspaceId, definitions });
  const problems = [
    ...(body.route_id && routeId === undefined
      ? [{ param: 'route_id', message: 'there is no such route in this workspace' }]
      : []),
    ...addressProblems(body.allowed_ips ?? []),
    ...(body.budget?.time_zone !== undefined && !isTimeZone(body.budget.time_zone)
      ? [{ param: 'budget.time_zone', message: 'there is no such time zone; write one such as Europe/Berlin or UTC' }]
      : []),
    ...(body.expires_at && Date.parse(body.expires_at) <= nowMs
      ? [{ param: 'expires_at', message: 'is in the past; write a later moment, or revoke the key' }]
      : []),
  ];
  if (problems.length > 0) throw problemsError(problems);
  return {
    routeId: body.route_id === undefined ? before.routeId : routeId,
    scopes: said({ value: body.scopes, before: before.scopes }),
    allowedIps: said({ value: body.allowed_ips, before: before.allowedIps }),
    allowedOrigins: said({ value: body.allowed_origins, before: before.allowedOrigins }),
    rateLimit: body.rate_limit === undefined ? before.rateLimit : toRateLimit(body.rate_limit ?? undefined),
    budget: body.budget === undefined ? before.budget : toBudget(body.budget ?? undefined),
    member: said({ value: body.member, before: before.member }),
    tags: body.tags === undefined ? before.tags : [...new Set(body.tags ?? [])],
    expiresAtMs:
      body.expires_at === undefined ? before.expiresAtMs : body.expires_at ? Date.parse(body.expires_at) : undefined,
  };
}

/** Undefined stays, null takes away. */
function said<Value>({
  value,
  before,
}: {
  readonly value: Value | null | undefined;
  readonly before: Value | undefined;
}): Value | undefined {
  return value === undefined ? before : (value ?? undefined);
}

function findRouteId({
  body,
  workspaceId,
  definitions,
}: {
  readonly body: KeyFields;
  readonly workspaceId: WorkspaceId;
  readonly definitions: Pick<Definitions, 'routes'>;
}): RouteId | undefined {
  return definitions.routes.find((route) => route.workspaceId === workspaceId && route.id === body.route_id)?.id;
}

export function addressProblems(addresses: readonly string[]) {
  return addresses.flatMap((address, index) =>
    isAddressOrRange(address)
      ? []
      : [
          {
            param: `allowed_ips.${index}`,
            message: 'is neither an address nor a range; write one such as 203.0.113.7 or 10.0.0.0/8',
          },
        ],
  );
}

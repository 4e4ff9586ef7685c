import { capabilitySchema } from '@latentkit/contract/capability';
import { budgetSchema } from '@latentkit/contract/config-schema';
import { rateLimitSchema } from '@latentkit/contract/rate-limit-schema';
import * as z from 'zod';
import { fromBudget, fromRateLimit } from '../../../config/from-definition.ts';
import type { Definitions, KeyDefinition } from '../../../domain/definitions.ts';
import { boundByParent, keysById } from '../../bound-by-parent.ts';
import { isoTime, isoTimeOrNull, isoTimeSchema, ownerSchema } from '../shared-fields.ts';

export const KEY_STATES = ['active', 'revoked', 'expired'] as const;
export type KeyState = (typeof KEY_STATES)[number];

export const keySchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['live', 'test', 'ide']),
    state: z.enum(KEY_STATES),
    display: z.string().nullable().describe('Beginning and end of the newest secret'),
    secrets: z.array(
      z.strictObject({
        display: z.string(),
        created_at: isoTimeSchema,
        works_until: isoTimeSchema.nullable().describe('Of a secret that was rotated out'),
      }),
    ),
    route_id: z.string().nullable(),
    route: z.string().nullable().describe('The name of the route'),
    scopes: z.array(capabilitySchema).nullable(),
    allowed_ips: z.array(z.string()).nullable(),
    allowed_origins: z.array(z.string()).nullable(),
    rate_limit: rateLimitSchema.nullable(),
    budget: budgetSchema.nullable(),
    member: z.string().nullable(),
    tags: z.array(z.string()),
    expires_at: isoTimeSchema.nullable(),
    revoked_at: isoTimeSchema.nullable(),
    parent_key_id: z.string().nullable().describe('Of an IDE token: the key that it was made from'),
    twin_of: z.string().nullable().describe('Of a test key: the key that it is the twin of'),
    owner: ownerSchema,
    created_at: isoTimeSchema,
  })
  .meta({ id: 'Key' });

export const newKeySchema = keySchema
  .extend({ secret: z.string().describe('Shown only now. Only its digest is kept.') })
  .meta({ id: 'NewKey' });

/** A key as it counts: what an IDE token may do is bounded by the key that it was made from. */
export function keyView({
  key: given,
  definitions,
  nowMs,
}: {
  readonly key: KeyDefinition;
  readonly definitions: Pick<Definitions, 'keys' | 'routes'>;
  readonly nowMs: number;
}): z.input<typeof keySchema> {
  const parent = definitions.keys.filter(({ id }) => id === given.parentKeyId);
  const key = boundByParent({ key: given, keys: keysById(parent) });
  const route = definitions.routes.find(({ id }) => id === key.routeId);
  return {
    id: key.id,
    name: key.name,
    kind: key.kind,
    state: stateOf({ key, nowMs }),
    display: key.secrets.at(-1)?.display ?? null,
    secrets: key.secrets.map(({ display, createdAtMs, rotatedOutAtMs }) => ({
      display,
      created_at: isoTime(createdAtMs),
      works_until: isoTimeOrNull(rotatedOutAtMs),
    })),
    route_id: route?.id ?? null,
    route: route?.name ?? null,
    scopes: listOrNull(key.scopes),
    allowed_ips: listOrNull(key.allowedIps),
    allowed_origins: listOrNull(key.allowedOrigins),
    rate_limit: fromRateLimit(key.rateLimit) ?? null,
    budget: fromBudget(key.budget) ?? null,
    member: key.member ?? null,
    tags: [...key.tags],
    expires_at: isoTimeOrNull(key.expiresAtMs),
    revoked_at: isoTimeOrNull(key.revokedAtMs),
    parent_key_id: key.parentKeyId ?? null,
    twin_of: key.twinOfKeyId ?? null,
    owner: key.owner,
    created_at: isoTime(key.createdAtMs),
  };
}

/** @param key as `boundByParent` has it */
export function stateOf({ key, nowMs }: { readonly key: KeyDefinition; readonly nowMs: number }): KeyState {
  if (key.revokedAtMs !== undefined && key.revokedAtMs <= nowMs) return 'revoked';
  return key.expiresAtMs !== undefined && key.expiresAtMs <= nowMs ? 'expired' : 'active';
}

function listOrNull<Item>(list: readonly Item[] | undefined): Item[] | null {
  return list === undefined ? null : [...list];
}

import { routeSchema as fileRouteSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import { fromRouteSpec, usdNumber } from '../../../config/from-definition.ts';
import type { RouteDefinition, RouteSpec } from '../../../domain/definitions.ts';
import { isoTime, isoTimeSchema, ownerSchema } from '../shared-fields.ts';

/** What a version says, in the words of the configuration file. */
export const specSchema = fileRouteSchema.omit({ name: true }).meta({ id: 'RouteSpec' });

const canarySchema = z.strictObject({
  version: z.int(),
  share_percent: z.number(),
  sticky_by: z.enum(['key', 'user']),
});

const shadowSchema = z.strictObject({
  version: z.int().nullable().describe('null: a draft, as it was when the shadow was set'),
  share_percent: z.number(),
  budget_usd_per_day: z.number(),
});

const scheduleSchema = z.strictObject({
  at: isoTimeSchema,
  version: z.int().nullable().describe('null: a draft, as it was when the schedule was set'),
  note: z.string().nullable(),
  by: z.string().nullable(),
  refused: z
    .strictObject({ at: isoTimeSchema, why: z.array(z.string()) })
    .nullable()
    .describe('Why it was not published when its time came'),
});

export const routeSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    published: z
      .strictObject({ version: z.int(), published_at: isoTimeSchema, spec: specSchema })
      .nullable()
      .describe('What keys get'),
    canary: canarySchema.nullable(),
    shadow: shadowSchema.nullable(),
    schedule: scheduleSchema.nullable(),
    owner: ownerSchema,
    created_at: isoTimeSchema,
  })
  .meta({ id: 'Route' });

export function specView(spec: RouteSpec): z.output<typeof specSchema> {
  return fromRouteSpec(spec);
}

export function routeView({
  id,
  name,
  published,
  canary,
  shadow,
  schedule,
  owner,
  createdAtMs,
}: RouteDefinition): z.input<typeof routeSchema> {
  return {
    id,
    name,
    published: published
      ? { version: published.version, published_at: isoTime(published.publishedAtMs), spec: specView(published.spec) }
      : null,
    canary: canary ? { version: canary.version, share_percent: canary.sharePercent, sticky_by: canary.stickyBy } : null,
    shadow: shadow
      ? {
          version: shadow.version ?? null,
          share_percent: shadow.sharePercent,
          budget_usd_per_day: usdNumber(shadow.budgetNanoUsd),
        }
      : null,
    schedule: schedule
      ? {
          at: isoTime(schedule.atMs),
          version: schedule.version ?? null,
          note: schedule.note ?? null,
          by: schedule.by ?? null,
          refused: schedule.refused ? { at: isoTime(schedule.refused.atMs), why: [...schedule.refused.why] } : null,
        }
      : null,
    owner,
    created_at: isoTime(createdAtMs),
  };
}

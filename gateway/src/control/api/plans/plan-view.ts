import { planSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import { fromPlan } from '../../../config/from-definition.ts';
import type { Definitions, PlanDefinition } from '../../../domain/definitions.ts';
import { isoTime, isoTimeSchema, ownerSchema } from '../shared-fields.ts';

const { shape } = planSchema;

export const planViewSchema = z
  .strictObject({
    name: z.string(),
    managed: z
      .strictObject({ chat: z.int().nullable(), embeddings: z.int().nullable(), image: z.int().nullable() })
      .describe('Requests in one window that the plan pays for; null: credits pay'),
    window: shape.window.unwrap(),
    time_zone: z.string().nullable(),
    excludes: shape.excludes.unwrap(),
    capabilities: shape.capabilities.nullable(),
    rate_limit: shape.rate_limit.nullable(),
    upgrade_to: z.string().nullable(),
    owner: ownerSchema,
    created_at: isoTimeSchema,
  })
  .meta({ id: 'Plan' });

export function planView(plan: PlanDefinition): z.input<typeof planViewSchema> {
  const words = fromPlan(plan);
  const { chat, embeddings, image } = plan.managed;
  return {
    name: plan.name,
    managed: { chat: chat ?? null, embeddings: embeddings ?? null, image: image ?? null },
    window: plan.window,
    time_zone: plan.timeZone ?? null,
    excludes: words.excludes ?? [],
    capabilities: words.capabilities ?? null,
    rate_limit: words.rate_limit ?? null,
    upgrade_to: plan.upgradeTo ?? null,
    owner: plan.owner,
    created_at: isoTime(plan.createdAtMs),
  };
}

/** The names of the workspaces on it. */
export function workspacesOn({
  name,
  definitions,
}: {
  readonly name: string;
  readonly definitions: Pick<Definitions, 'workspaces'>;
}): readonly string[] {
  return definitions.workspaces.filter(({ planName }) => planName === name).map((workspace) => workspace.name);
}

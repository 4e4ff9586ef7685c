import { budgetSchema } from '@latentkit/contract/config-schema';
import { rateLimitSchema } from '@latentkit/contract/rate-limit-schema';
import { contentLoggingSchema } from '@latentkit/contract/retention-schema';
import * as z from 'zod';
import { fromBudget, fromContentLogging, fromRateLimit } from '../../../config/from-definition.ts';
import type { WorkspaceDefinition } from '../../../domain/definitions.ts';
import { isoTime, isoTimeOrNull, isoTimeSchema, ownerSchema } from '../shared-fields.ts';

export const workspaceSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    suspended: z.boolean().describe('Its keys are refused while it is'),
    delete_at: isoTimeSchema.nullable().describe('When it is removed for good; its keys are refused already'),
    plan: z.string().nullable(),
    budget: budgetSchema.nullable(),
    rate_limit: rateLimitSchema.nullable(),
    ip_rate_limit: rateLimitSchema.nullable(),
    ide_rate_limit: rateLimitSchema.nullable(),
    content_logging: contentLoggingSchema.nullable().describe('Whether what requests say is kept; null: nothing of it'),
    owner: ownerSchema,
    created_at: isoTimeSchema,
  })
  .meta({ id: 'Workspace' });

export function workspaceView(workspace: WorkspaceDefinition): z.input<typeof workspaceSchema> {
  return {
    id: workspace.id,
    name: workspace.name,
    suspended: workspace.suspended,
    delete_at: isoTimeOrNull(workspace.deleteAtMs),
    plan: workspace.planName ?? null,
    budget: fromBudget(workspace.budget) ?? null,
    rate_limit: fromRateLimit(workspace.rateLimit) ?? null,
    ip_rate_limit: fromRateLimit(workspace.ipRateLimit) ?? null,
    ide_rate_limit: fromRateLimit(workspace.ideRateLimit) ?? null,
    content_logging: fromContentLogging(workspace.contentLogging) ?? null,
    owner: workspace.owner,
    created_at: isoTime(workspace.createdAtMs),
  };
}

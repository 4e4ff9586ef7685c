import * as z from 'zod';
import { usageJson } from '../../../usage/write-usage.ts';
import { workspaceAct } from '../act.ts';
import { isoTimeSchema } from '../shared-fields.ts';
import { parametersOf, usageQuery } from './usage-fields.ts';

/** Columns depend on the question. */
const rowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

export const getUsage = workspaceAct({
  id: 'getUsage',
  method: 'get',
  path: '/workspaces/{workspaceId}/usage',
  summary: 'What a workspace used, and what it cost',
  description: 'By key, route, connection, model, capability, member, tag and who paid, per hour, day or month.',
  permission: 'usage.read',
  query: usageQuery,
  answer: z
    .strictObject({
      from: isoTimeSchema,
      to: isoTimeSchema,
      time_zone: z.string(),
      interval: z.string(),
      group_by: z.array(z.string()),
      rows: z.array(rowSchema),
      totals: rowSchema,
      percentile_error: z.number(),
      next: z.string().nullable(),
    })
    .meta({ id: 'UsageReport' }),
  errors: ['gateway_overloaded'],
  async handle({ deps, workspace, query }) {
    const reader = { kind: 'workspace', workspaceId: workspace.id } as const;
    const answer = await deps.usage({ parameters: parametersOf(query), reader, usualFormat: 'json' });
    return { body: usageJson(answer) };
  },
});

import * as z from 'zod';
import { MANAGED } from '../../../domain/route.ts';
import { windowEnd, windowStart } from '../../../domain/window-start.ts';
import { workspaceAct } from '../act.ts';
import { isoTimeOrNull, isoTimeSchema } from '../shared-fields.ts';
import { planView, planViewSchema } from './plan-view.ts';

const allowanceSchema = z.strictObject({
  capability: z.enum(MANAGED),
  limit: z.int(),
  used: z.int(),
  resets_at: isoTimeSchema.nullable(),
});

export const getWorkspacePlan = workspaceAct({
  id: 'getWorkspacePlan',
  method: 'get',
  path: '/workspaces/{workspaceId}/plan',
  summary: 'The plan that a workspace is on, and what was used of it',
  permission: 'budgets.read',
  answer: z
    // A union: `nullable()` of a named schema becomes an `allOf`, which null itself would not pass.
    .strictObject({ plan: z.union([planViewSchema, z.null()]), allowances: z.array(allowanceSchema) })
    .meta({ id: 'WorkspacePlan' }),
  async handle({ deps, definitions, workspace, nowMs }) {
    const plan = definitions.plans.find(({ name }) => name === workspace.planName);
    if (plan === undefined) return { body: { plan: null, allowances: [] } };
    const at = { window: plan.window, timeZone: plan.timeZone, atMs: nowMs };
    const allowances: z.input<typeof allowanceSchema>[] = [];
    for (const capability of MANAGED) {
      const limit = plan.managed[capability];
      if (limit === undefined) continue;
      const query = { workspaceId: workspace.id, capability, sinceMs: windowStart(at) };
      const used = await deps.store.ledger.allowanceUsed(query);
      allowances.push({ capability, limit, used, resets_at: isoTimeOrNull(windowEnd(at)) });
    }
    return { body: { plan: planView(plan), allowances } };
  },
});

import * as z from 'zod';
import { installationAct } from '../act.ts';
import { findPlan, planParams } from './plan-fields.ts';
import { planView, planViewSchema, workspacesOn } from './plan-view.ts';

export const getPlan = installationAct({
  id: 'getPlan',
  method: 'get',
  path: '/plans/{planName}',
  summary: 'One plan, and which workspaces are on it',
  permission: 'installation.read',
  params: planParams,
  answer: planViewSchema.extend({ workspaces: z.array(z.string()) }).meta({ id: 'DescribedPlan' }),
  async handle({ definitions, params }) {
    const plan = findPlan({ definitions, name: params.planName });
    const workspaces = workspacesOn({ name: plan.name, definitions });
    return { body: { ...planView(plan), workspaces }, tagOf: plan };
  },
});

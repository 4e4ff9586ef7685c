import { GatewayError } from '../../../domain/gateway-error.ts';
import { installationAct } from '../act.ts';
import { requireNotFiles } from '../require-own.ts';
import { findPlan, planParams } from './plan-fields.ts';
import { workspacesOn } from './plan-view.ts';

export const removePlan = installationAct({
  id: 'removePlan',
  method: 'delete',
  path: '/plans/{planName}',
  summary: 'Remove a plan that no workspace is on',
  permission: 'installation.write',
  status: 204,
  params: planParams,
  errors: ['conflict'],
  async handle({ deps, acting, params }) {
    await deps.store.write({
      ...acting,
      async work(writes) {
        const definitions = await writes.read();
        const plan = findPlan({ definitions, name: params.planName });
        requireNotFiles({ owner: plan.owner, what: `The plan "${plan.name}"` });
        const users = workspacesOn({ name: plan.name, definitions });
        if (users.length > 0) throw stillUsed({ plan: plan.name, users });
        await writes.removePlan(plan.name);
      },
    });
    return {};
  },
});

function stillUsed({ plan, users }: { readonly plan: string; readonly users: readonly string[] }): GatewayError {
  const names = users.map((name) => `"${name}"`).join(', ');
  return new GatewayError('conflict', {
    reason: 'in_use',
    message: `The plan "${plan}" has workspaces on it: ${names}.`,
    hint: 'Give them another plan first: PUT /api/workspaces/{workspaceId}/plan.',
    extra: { workspaces: users },
  });
}

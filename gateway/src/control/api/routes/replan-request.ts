import * as z from 'zod';
import { GatewayError } from '../../../domain/gateway-error.ts';
import { workspaceAct } from '../act.ts';
import { findRoute, routeParams } from './find-route.ts';
import { side, specOf } from './spec-of.ts';

const attemptSchema = z.strictObject({ attempt: z.int(), connection: z.string(), model: z.string() });

export const replanRequest = workspaceAct({
  id: 'replanRequest',
  method: 'post',
  path: '/workspaces/{workspaceId}/routes/{routeId}/replan',
  summary: 'What a logged request would meet on another version, or on the draft',
  description:
    'Planned from what the log keeps of it (abilities, size, profile), as requests are planned, with the circuits as they are now. Its text is not logged, so that nothing is sent.',
  permission: 'requests.read',
  params: routeParams,
  body: z.strictObject({ request_id: z.string().min(1).max(100), of: side.default('draft') }),
  answer: z
    .strictObject({
      request_id: z.string(),
      served_by: z
        .strictObject({
          version: z.int().nullable(),
          outcome: z.string(),
          connection: z.string().nullable(),
          model: z.string().nullable(),
        })
        .describe('What became of it then'),
      plan: z.strictObject({
        profile: z.string(),
        attempts: z.array(attemptSchema).describe('In the order in which they would be tried'),
        skipped: z.array(attemptSchema.extend({ reason: z.string() })),
      }),
    })
    .meta({ id: 'Replan' }),
  errors: ['conflict'],
  async handle({ deps, definitions, workspace, params, body }) {
    const route = findRoute({ definitions, workspaceId: workspace.id, ...params });
    const record = await deps.store.findRequest({ requestId: body.request_id });
    if (record === undefined || record.workspaceId !== workspace.id || record.routeId !== route.id) {
      throw new GatewayError('not_found', {
        message: 'The log has no such request of this route.',
        hint: 'Take the value of the header X-LK-Request-ID.',
      });
    }
    const spec = await specOf({ deps, route, which: body.of });
    const plan = await deps.planRecorded({ definitions, route, spec, record });
    if (plan === undefined) {
      throw new GatewayError('conflict', {
        reason: 'wrong_state',
        message: 'The request was refused before it was planned: the log does not say what it needed.',
        hint: 'Take one that reached an attempt.',
      });
    }
    const last = record.attempts.at(-1);
    return {
      body: {
        request_id: record.id,
        served_by: {
          version: record.routeVersion ?? null,
          outcome: record.outcome,
          connection: last?.connection ?? null,
          model: last?.model ?? null,
        },
        plan,
      },
    };
  },
});

import { nameSchema } from '@latentkit/contract/config-schema';
import { rateLimitSchema } from '@latentkit/contract/rate-limit-schema';
import { contentLoggingSchema } from '@latentkit/contract/retention-schema';
import * as z from 'zod';
import { toBudget, toContentLogging, toRateLimit } from '../../../config/to-definition.ts';
import type { WorkspaceDefinition } from '../../../domain/definitions.ts';
import { installationAct } from '../act.ts';
import { problemsError } from '../read-input.ts';
import { budgetBody } from '../shared-fields.ts';
import { nameTaken } from './name-taken.ts';
import { workspaceSchema, workspaceView } from './workspace-view.ts';

const body = z.strictObject({
  name: nameSchema,
  plan: z.string().min(1).nullish(),
  budget: budgetBody.nullish(),
  rate_limit: rateLimitSchema.nullish(),
  ip_rate_limit: rateLimitSchema.nullish(),
  ide_rate_limit: rateLimitSchema.nullish(),
  content_logging: contentLoggingSchema.nullish(),
});

export const createWorkspace = installationAct({
  id: 'createWorkspace',
  method: 'post',
  path: '/workspaces',
  summary: 'Make a workspace',
  description: 'Whoever makes it, if it is a person, is its first owner.',
  permission: 'installation.write',
  status: 201,
  body,
  answer: workspaceSchema,
  errors: ['conflict'],
  async handle({ deps, acting, caller, body, nowMs }) {
    const workspace: WorkspaceDefinition = {
      id: deps.ids.next('ws'),
      name: body.name,
      suspended: false,
      planName: body.plan ?? undefined,
      budget: toBudget(body.budget ?? undefined),
      rateLimit: toRateLimit(body.rate_limit ?? undefined),
      ipRateLimit: toRateLimit(body.ip_rate_limit ?? undefined),
      ideRateLimit: toRateLimit(body.ide_rate_limit ?? undefined),
      contentLogging: toContentLogging(body.content_logging ?? undefined),
      fileCredits: undefined,
      owner: 'console',
      createdAtMs: nowMs,
    };
    await deps.store.write({
      ...acting,
      async work(writes) {
        const { workspaces, plans } = await writes.read();
        if (workspaces.some(({ name }) => name === workspace.name)) throw nameTaken(workspace.name);
        if (workspace.planName !== undefined && plans.every(({ name }) => name !== workspace.planName)) {
          throw problemsError([{ param: 'plan', message: `there is no plan named "${workspace.planName}"` }]);
        }
        await writes.saveWorkspace(workspace);
        if (caller.personId === undefined) return;
        const { personId } = caller;
        await writes.saveMember({
          workspaceId: workspace.id,
          personId,
          role: 'owner',
          source: 'given',
          createdAtMs: nowMs,
        });
      },
    });
    return { body: workspaceView(workspace), tagOf: workspace };
  },
});

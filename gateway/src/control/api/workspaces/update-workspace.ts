import { nameSchema } from '@latentkit/contract/config-schema';
import { rateLimitSchema } from '@latentkit/contract/rate-limit-schema';
import { contentLoggingSchema } from '@latentkit/contract/retention-schema';
import * as z from 'zod';
import { toBudget, toContentLogging, toRateLimit } from '../../../config/to-definition.ts';
import type { WorkspaceDefinition } from '../../../domain/definitions.ts';
import { workspaceAct } from '../act.ts';
import { requireUnchanged } from '../entity-tag.ts';
import { requireNotFiles } from '../require-own.ts';
import { budgetBody } from '../shared-fields.ts';
import { changeWorkspace } from './change-workspace.ts';
import { nameTaken } from './name-taken.ts';
import { workspaceSchema } from './workspace-view.ts';

const body = z.strictObject({
  name: nameSchema.optional(),
  budget: budgetBody.nullish(),
  rate_limit: rateLimitSchema.nullish(),
  ip_rate_limit: rateLimitSchema.nullish(),
  ide_rate_limit: rateLimitSchema.nullish(),
  content_logging: contentLoggingSchema.nullish(),
});

export const updateWorkspace = workspaceAct({
  id: 'updateWorkspace',
  method: 'patch',
  path: '/workspaces/{workspaceId}',
  summary: 'Change name, budget, limits or content logging of a workspace',
  description:
    'Fields that are left out stay as they are; `null` takes a budget or a limit away, and ends content logging; what was kept stays until its time is over or it is deleted.',
  permission: 'workspace.write',
  edits: true,
  body,
  answer: workspaceSchema,
  errors: ['conflict'],
  handle: ({ workspace, body, ifMatch, ...context }) =>
    changeWorkspace({
      context,
      workspace,
      // A name is one workspace's.
      besideOthers: body.name !== undefined && body.name !== workspace.name,
      change({ current, workspaces }) {
        requireUnchanged({ ifMatch, current });
        requireNotFiles({ owner: current.owner, what: `The workspace "${current.name}"` });
        const changed = withChanges({ current, body });
        const isTaken = workspaces.some(({ id, name }) => id !== changed.id && name === changed.name);
        if (isTaken) throw nameTaken(changed.name);
        return changed;
      },
    }),
});

function withChanges({
  current,
  body: { name, budget, rate_limit, ip_rate_limit, ide_rate_limit, content_logging },
}: {
  readonly current: WorkspaceDefinition;
  readonly body: z.output<typeof body>;
}): WorkspaceDefinition {
  return {
    ...current,
    name: name ?? current.name,
    budget: budget === undefined ? current.budget : toBudget(budget ?? undefined),
    rateLimit: rate_limit === undefined ? current.rateLimit : toRateLimit(rate_limit ?? undefined),
    ipRateLimit: ip_rate_limit === undefined ? current.ipRateLimit : toRateLimit(ip_rate_limit ?? undefined),
    ideRateLimit: ide_rate_limit === undefined ? current.ideRateLimit : toRateLimit(ide_rate_limit ?? undefined),
    contentLogging:
      content_logging === undefined ? current.contentLogging : toContentLogging(content_logging ?? undefined),
  };
}

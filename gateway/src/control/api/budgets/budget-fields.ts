import { BUDGET_WINDOWS, budgetSchema, labelSchema, nameSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import type { BudgetTarget, Definitions } from '../../../domain/definitions.ts';
import type { WorkspaceId } from '../../../domain/ids.ts';
import { isTimeZone } from '../../../domain/time-zone.ts';
import { problemsError } from '../read-input.ts';

const TARGETS = ['workspace', 'route_id', 'key_id', 'member', 'tag'] as const;

export const newBudgetBody = z
  .strictObject({
    name: nameSchema,
    workspace: z.literal(true).optional().describe('Counts what the whole workspace spends'),
    route_id: z.string().max(100).optional(),
    key_id: z.string().max(100).optional().describe('With the IDE tokens that were made from the key'),
    member: labelSchema.optional(),
    tag: labelSchema.optional(),
    ...budgetSchema.shape,
  })
  .describe('Exactly one of `workspace`, `route_id`, `key_id`, `member` and `tag` says whose spending it counts');

export const budgetPatch = z.strictObject({
  name: nameSchema.optional(),
  usd: budgetSchema.shape.usd.optional(),
  window: z.enum(BUDGET_WINDOWS).optional(),
  time_zone: budgetSchema.shape.time_zone.nullable(),
  alert_at: budgetSchema.shape.alert_at.nullable(),
});

/** Whose spending it counts. @throws GatewayError validation_error */
export function targetFrom({
  body,
  workspaceId,
  definitions,
}: {
  readonly body: z.output<typeof newBudgetBody>;
  readonly workspaceId: WorkspaceId;
  readonly definitions: Pick<Definitions, 'routes' | 'keys'>;
}): BudgetTarget {
  const given = TARGETS.filter((name) => body[name] !== undefined);
  const target = given.length === 1 ? readTarget({ body, workspaceId, definitions }) : undefined;
  const problems = [
    ...(given.length === 1
      ? []
      : [{ param: given[1] ?? 'workspace', message: `say exactly one of ${TARGETS.join(', ')}` }]),
    ...(given.length === 1 && target === undefined
      ? [{ param: given[0] ?? 'workspace', message: 'there is no such object in this workspace' }]
      : []),
    ...zoneProblems(body.time_zone),
  ];
  if (target === undefined || problems.length > 0) throw problemsError(problems);
  return target;
}

export function zoneProblems(timeZone: string | null | undefined) {
  if (timeZone === undefined || timeZone === null || isTimeZone(timeZone)) return [];
  return [{ param: 'time_zone', message: 'there is no such time zone; write one such as Europe/Berlin or UTC' }];
}

function readTarget({
  body: { route_id, key_id, member, tag },
  workspaceId,
  definitions,
}: Parameters<typeof targetFrom>[0]): BudgetTarget | undefined {
  if (member !== undefined) return { scope: 'member', member };
  if (tag !== undefined) return { scope: 'tag', tag };
  if (route_id !== undefined) {
    const route = definitions.routes.find((one) => one.workspaceId === workspaceId && one.id === route_id);
    return route && { scope: 'route', routeId: route.id };
  }
  if (key_id !== undefined) {
    const key = definitions.keys.find((one) => one.workspaceId === workspaceId && one.id === key_id);
    return key && { scope: 'key', keyId: key.id };
  }
  return { scope: 'workspace' };
}

import { planSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import type { Definitions, PlanDefinition } from '../../../domain/definitions.ts';
import { GatewayError } from '../../../domain/gateway-error.ts';
import type { Plan } from '../../../domain/route.ts';
import { isTimeZone } from '../../../domain/time-zone.ts';
import { problemsError } from '../read-input.ts';

const { shape } = planSchema;

/** Without spaces, unlike in a file: it stands in addresses. */
const planNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/,
    'must have 1 to 64 letters (a-z), digits, ".", "_" or "-", begin with a letter or a digit, and not end with "."',
  );

export const newPlanBody = planSchema.extend({ name: planNameSchema });

export const planPatch = z.strictObject({
  managed: shape.managed.nullable(),
  window: shape.window.unwrap().optional(),
  time_zone: shape.time_zone.nullable(),
  excludes: shape.excludes.nullable(),
  capabilities: shape.capabilities.nullable(),
  rate_limit: shape.rate_limit.nullable(),
  upgrade_to: shape.upgrade_to.nullable(),
});

export const planParams = z.strictObject({ planName: z.string().max(100) });

/** @throws GatewayError not_found */
export function findPlan({
  definitions,
  name,
}: {
  readonly definitions: Pick<Definitions, 'plans'>;
  readonly name: string;
}): PlanDefinition {
  const found = definitions.plans.find((plan) => plan.name === name);
  if (found !== undefined) return found;
  throw new GatewayError('not_found', {
    message: 'There is no such plan.',
    hint: 'GET /api/plans lists the ones that there are.',
  });
}

/** @throws GatewayError validation_error */
export function requirePossiblePlan({
  plan,
  definitions,
}: {
  readonly plan: Plan;
  readonly definitions: Pick<Definitions, 'plans'>;
}): void {
  const { name, timeZone, upgradeTo } = plan;
  const isKnown = definitions.plans.some((other) => other.name === upgradeTo && other.name !== name);
  const problems = [
    ...(timeZone === undefined || isTimeZone(timeZone)
      ? []
      : [{ param: 'time_zone', message: 'there is no such time zone; write one such as Europe/Berlin or UTC' }]),
    ...(upgradeTo === undefined || isKnown ? [] : [{ param: 'upgrade_to', message: 'there is no such other plan' }]),
  ];
  if (problems.length > 0) throw problemsError(problems);
}

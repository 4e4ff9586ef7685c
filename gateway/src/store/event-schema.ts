import * as z from 'zod';
import { budgetThresholdSchema } from './stored-json.ts';

// JSON has no undefined: such a field is absent in the stored text, and is undefined again here.
const maybeText = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const maybeNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);

const target = {
  connectionId: z.string(),
  connectionName: z.string(),
  provider: z.string(),
  model: z.string(),
  routeId: z.string(),
  routeName: z.string(),
};
const circuitSchema = z.object({ ...target, failureClass: maybeText });
const keySchema = z.object({
  keyId: z.string(),
  keyName: z.string(),
  kind: z.string(),
  member: maybeText,
  by: z.string(),
});

/** The type of an event and what is told of it, as they are stored. */
export const storedEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('budget.threshold'), data: budgetThresholdSchema }),
  z.object({ type: z.literal('circuit.opened'), data: circuitSchema }),
  z.object({ type: z.literal('circuit.closed'), data: circuitSchema }),
  z.object({ type: z.literal('credential.refused'), data: z.object({ ...target, status: maybeNumber }) }),
  z.object({
    type: z.literal('route.published'),
    data: z.object({
      routeId: z.string(),
      routeName: z.string(),
      version: z.number(),
      previousVersion: maybeNumber,
      act: z.string(),
      by: z.string(),
    }),
  }),
  z.object({ type: z.literal('key.created'), data: keySchema }),
  z.object({ type: z.literal('key.revoked'), data: keySchema }),
]);

import { modelSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import { fromModelDefinition } from '../../../config/from-definition.ts';
import type { ModelDefinition } from '../../../domain/definitions.ts';

const { shape } = modelSchema;

export const modelChangesField = z
  .array(
    z.strictObject({
      id: shape.id,
      enabled: z.boolean().optional(),
      capabilities: shape.capabilities.nullable(),
      context_window: shape.context_window.nullable(),
      max_output_tokens: shape.max_output_tokens.nullable(),
      prices: shape.prices.nullable(),
    }),
  )
  .min(1)
  .max(500);

type ModelChange = z.output<typeof modelChangesField>[number];

type ModelWords = z.output<typeof modelSchema>;

/** Each named model with its changes, in the words of the file; one that was not there is added behind the others. */
export function changeModels({
  current,
  changes,
}: {
  readonly current: readonly ModelDefinition[];
  readonly changes: readonly ModelChange[];
}): ModelWords[] {
  const words = new Map(current.map((model) => [model.id, fromModelDefinition(model)]));
  for (const change of changes) words.set(change.id, merged({ before: words.get(change.id), change }));
  return [...words.values()];
}

/** Left out stays, `null` takes away. */
function merged({
  before,
  change,
}: {
  readonly before: ModelWords | undefined;
  readonly change: ModelChange;
}): ModelWords {
  const { id, ...changed } = change;
  const all = { ...before, ...withoutUndefined(changed) };
  return modelSchema.parse({ id, ...Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) });
}

function withoutUndefined(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

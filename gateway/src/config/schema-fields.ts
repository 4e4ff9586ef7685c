import { configFileSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import type { ConfigPath } from './config-path.ts';

let schema: JsonObject | undefined;

/** The names of the fields that the object at a path may have; empty where there is no object. */
export function schemaFields(path: ConfigPath): readonly string[] {
  schema ??= z.toJSONSchema(configFileSchema, { io: 'input', unrepresentable: 'any' });
  let branches: readonly JsonObject[] = [schema];
  for (const step of path) branches = branches.flatMap((branch) => stepInto({ branch, step }));
  return branches.flatMap(alternatives).flatMap((branch) => Object.keys(propertiesOf(branch)));
}

function stepInto({ branch, step }: { branch: JsonObject; step: string | number }): readonly JsonObject[] {
  return alternatives(branch).flatMap((alternative) => {
    const next = typeof step === 'number' ? alternative.items : propertiesOf(alternative)[step];
    return isJsonObject(next) ? [next] : [];
  });
}

function alternatives(branch: JsonObject): readonly JsonObject[] {
  const anyOf = branch.anyOf;
  return Array.isArray(anyOf) ? anyOf.filter(isJsonObject) : [branch];
}

function propertiesOf(branch: JsonObject): JsonObject {
  const properties = branch.properties;
  return isJsonObject(properties) ? properties : {};
}

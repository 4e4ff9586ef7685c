import { isJsonObject, type JsonObject } from '../../domain/json.ts';

const SCHEMA_MAPS: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions', 'patternProperties']);
/** Their values are data, in which a key named `const` means nothing. */
const DATA_KEYS: ReadonlySet<string> = new Set(['enum', 'default', 'example', 'examples']);

/**
 * The same JSON Schema with each `const` written as an `enum` of one value: `responseJsonSchema` takes `enum`, but not
 * `const` (ai.google.dev/gemini-api/docs/structured-output, "JSON schema support").
 */
export function writeResponseSchema(schema: JsonObject): JsonObject {
  const written: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'const') written.enum = [value];
    else if (SCHEMA_MAPS.has(key) && isJsonObject(value)) written[key] = mapValues(value);
    else written[key] = DATA_KEYS.has(key) ? value : writeAny(value);
  }
  return written;
}

function mapValues(schemas: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, writeAny(schema)]));
}

function writeAny(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(writeAny);
  return isJsonObject(value) ? writeResponseSchema(value) : value;
}

import { isJsonObject, type JsonObject } from '../../domain/json.ts';

export interface OutputSchema {
  readonly schema: JsonObject;
  /** Keywords that the format's constrained decoding does not know, and that are therefore not enforced. */
  readonly relaxed: readonly string[];
}

const UNKNOWN_KEYWORDS: ReadonlySet<string> = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'maxItems',
  'uniqueItems',
  'contains',
  'minContains',
  'maxContains',
  'minProperties',
  'maxProperties',
  'patternProperties',
  'propertyNames',
  'unevaluatedProperties',
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
]);
const FORMATS: ReadonlySet<unknown> = new Set(
  'date-time time date duration email hostname uri ipv4 ipv6 uuid'.split(' '),
);
const MAPS_OF_SCHEMAS: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions']);
const LISTS_OF_SCHEMAS: ReadonlySet<string> = new Set(['anyOf', 'allOf', 'prefixItems']);

/**
 * A JSON Schema in the subset that structured outputs and strict tools take: objects are closed, bounds are unknown.
 * A bound that falls away is told to the model in the description, since it can still keep it.
 */
export function writeOutputSchema(schema: JsonObject): OutputSchema {
  const relaxed = new Set<string>();
  return { schema: closeSchema({ schema, relaxed }), relaxed: [...relaxed] };
}

function closeSchema({ schema, relaxed }: { schema: JsonObject; relaxed: Set<string> }): JsonObject {
  const closed: JsonObject = {};
  const told: string[] = [];
  for (const [key, value] of Object.entries(schema)) {
    if (isUnknown({ key, value })) {
      relaxed.add(key);
      told.push(`${key}: ${JSON.stringify(value)}`);
    } else if (key === 'oneOf') {
      relaxed.add(key);
      closed.anyOf = closeNested({ key: 'anyOf', value, relaxed });
    } else if (key !== 'additionalProperties') {
      closed[key] = closeNested({ key, value, relaxed });
    }
  }
  if (isObjectSchema(schema)) {
    const open = schema.additionalProperties;
    if (open !== undefined && open !== false) relaxed.add('additionalProperties');
    closed.additionalProperties = false;
  }
  if (told.length > 0) closed.description = [schema.description, told.join(', ')].filter(Boolean).join('. ');
  return closed;
}

function closeNested({ key, value, relaxed }: { key: string; value: unknown; relaxed: Set<string> }): unknown {
  if (MAPS_OF_SCHEMAS.has(key) && isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, nested]) => [name, closeAny({ nested, relaxed })]));
  }
  if (LISTS_OF_SCHEMAS.has(key) && Array.isArray(value)) return value.map((nested) => closeAny({ nested, relaxed }));
  return key === 'items' ? closeAny({ nested: value, relaxed }) : value;
}

function closeAny({ nested, relaxed }: { nested: unknown; relaxed: Set<string> }): unknown {
  return isJsonObject(nested) ? closeSchema({ schema: nested, relaxed }) : nested;
}

function isUnknown({ key, value }: { key: string; value: unknown }): boolean {
  if (key === 'format') return !FORMATS.has(value);
  if (key === 'minItems') return value !== 0 && value !== 1;
  return UNKNOWN_KEYWORDS.has(key);
}

function isObjectSchema(schema: JsonObject): boolean {
  const { type } = schema;
  return type === 'object' || (Array.isArray(type) && type.includes('object')) || isJsonObject(schema.properties);
}

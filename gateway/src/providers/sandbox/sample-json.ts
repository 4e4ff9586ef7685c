import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { sampleNumber } from './sample-number.ts';

/** From this depth on, the simplest of several shapes is taken, so that a schema that contains itself comes to an end. */
const SIMPLE_FROM_DEPTH = 6;
const MAX_DEPTH = 32;
/** Schemas looked at for one value: what demands more gets null from there on. */
const MAX_STEPS = 5_000;
const MAX_ITEMS = 100;
const MAX_STRING = 10_000;
const CHARACTERS_PER_STEP = 100;

const STRING_OF_FORMAT: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  time: '00:00:00Z',
  duration: 'P1D',
  email: 'sandbox@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/sandbox',
  uuid: '00000000-0000-4000-8000-000000000000',
};

interface Sampling {
  readonly root: unknown;
  steps: number;
}

interface Place {
  readonly depth: number;
  /** 0 for all but the items of a list: there, values differ. */
  readonly index: number;
}

/**
 * The smallest value that satisfies a JSON Schema, always the same for the same schema: required properties only, the first
 * of several choices. Understands types, enum, const, default, references within the schema, anyOf, oneOf, allOf and the
 * bounds of numbers, texts and lists; not `pattern`, `not`, `if` and bounds on the count of properties.
 */
export function sampleJson({ schema, index = 0 }: { schema: unknown; index?: number }): unknown {
  return sample(schema, { depth: 0, index }, { root: schema, steps: 0 });
}

function sample(given: unknown, place: Place, sampling: Sampling): unknown {
  if (place.depth > MAX_DEPTH) sampling.steps++;
  if (place.depth > MAX_DEPTH) return null;
  const schema = flatten(given, sampling);
  if (sampling.steps > MAX_STEPS) return null;
  if (schema === undefined) return given === false ? null : 'sandbox';
  if (schema.const !== undefined) return schema.const;
  const values = listOf(schema.enum);
  if (values !== undefined) return values[place.index % values.length];
  const choices = listOf(schema.anyOf) ?? listOf(schema.oneOf);
  if (choices !== undefined) {
    const chosen = withoutChoices(schema, choose(choices, place, sampling));
    return sample(chosen, { ...place, depth: place.depth + 1 }, sampling);
  }
  if (schema.default !== undefined) return schema.default;
  switch (typeOf(schema, place)) {
    case 'object':
      return sampleObject(schema, place, sampling);
    case 'array':
      return sampleArray(schema, place, sampling);
    case 'number':
      return sampleNumber({ schema, index: place.index, isWhole: false });
    case 'integer':
      return sampleNumber({ schema, index: place.index, isWhole: true });
    case 'boolean':
      return place.index % 2 === 0;
    case 'null':
      return null;
    default:
      return sampleString(schema, place, sampling);
  }
}

/** Follows references and merges `allOf`. Undefined for what is no schema object. */
function flatten(given: unknown, sampling: Sampling, followed = 0): JsonObject | undefined {
  sampling.steps++;
  if (!isJsonObject(given) || followed > MAX_DEPTH || sampling.steps > MAX_STEPS) return undefined;
  const { $ref: reference, allOf, ...own } = given;
  const parts = [
    typeof reference === 'string' ? resolve(reference, sampling.root) : undefined,
    ...(listOf(allOf) ?? []),
  ];
  let merged: JsonObject = own;
  for (const part of parts) {
    const flat = part === undefined ? undefined : flatten(part, sampling, followed + 1);
    if (flat !== undefined) merged = merge(flat, merged);
  }
  return merged;
}

function merge(base: JsonObject, over: JsonObject): JsonObject {
  return {
    ...base,
    ...over,
    ...(isJsonObject(base.properties) && isJsonObject(over.properties)
      ? { properties: { ...base.properties, ...over.properties } }
      : {}),
    ...(Array.isArray(base.required) && Array.isArray(over.required)
      ? { required: [...base.required, ...over.required] }
      : {}),
  };
}

/** A pointer within the schema, such as `#/$defs/node`. */
function resolve(reference: string, root: unknown): unknown {
  if (!reference.startsWith('#')) return undefined;
  let found: unknown = root;
  for (const part of reference.slice(1).split('/').slice(1)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}

function choose(choices: readonly unknown[], { depth }: Place, sampling: Sampling): unknown {
  if (depth < SIMPLE_FROM_DEPTH) return choices[0];
  return choices.find((choice) => !isNested(flatten(choice, sampling))) ?? choices[0];
}

function isNested(schema: JsonObject | undefined): boolean {
  if (schema === undefined) return false;
  const type = schema.type;
  return type === 'object' || type === 'array' || schema.properties !== undefined || schema.anyOf !== undefined;
}

function withoutChoices(schema: JsonObject, choice: unknown): unknown {
  const { anyOf: _any, oneOf: _one, ...own } = schema;
  return Object.keys(own).length === 0 ? choice : { allOf: [choice, own] };
}

function typeOf(schema: JsonObject, { depth }: Place): unknown {
  if (Array.isArray(schema.type)) {
    return depth >= SIMPLE_FROM_DEPTH && schema.type.includes('null') ? 'null' : schema.type[0];
  }
  if (schema.type !== undefined) return schema.type;
  if (schema.properties !== undefined) return 'object';
  return schema.items === undefined && schema.prefixItems === undefined ? 'string' : 'array';
}

function sampleObject(schema: JsonObject, place: Place, sampling: Sampling): JsonObject {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required = new Set((listOf(schema.required) ?? []).filter((name) => typeof name === 'string'));
  return Object.fromEntries(
    [...required].map((name) => {
      const property = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties;
      return [name, sample(property, { depth: place.depth + 1, index: place.index }, sampling)];
    }),
  );
}

function sampleArray(schema: JsonObject, place: Place, sampling: Sampling): unknown[] {
  const tuple = listOf(schema.prefixItems) ?? [];
  const least = Math.max(tuple.length, Math.min(numberOf(schema.minItems) ?? 0, MAX_ITEMS));
  const items: unknown[] = [];
  while (items.length < least && sampling.steps <= MAX_STEPS) {
    const index = items.length;
    items.push(sample(tuple[index] ?? schema.items, { depth: place.depth + 1, index }, sampling));
  }
  return items;
}

function sampleString(schema: JsonObject, { index }: Place, sampling: Sampling): string {
  const format = typeof schema.format === 'string' ? schema.format : '';
  if (Object.hasOwn(STRING_OF_FORMAT, format)) return STRING_OF_FORMAT[format] ?? '';
  const least = Math.min(numberOf(schema.minLength) ?? 0, MAX_STRING);
  sampling.steps += Math.ceil(least / CHARACTERS_PER_STEP);
  const text = index === 0 ? 'sandbox' : `${index + 1} sandbox`;
  return text.padEnd(least, '.').slice(0, numberOf(schema.maxLength) ?? MAX_STRING);
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

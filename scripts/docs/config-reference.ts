import { configFileSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../../gateway/src/domain/json.ts';
import { markdownTable } from './markdown-table.ts';

interface Section {
  readonly name: string;
  readonly schema: JsonObject;
}

/** Every object of the configuration file: a heading, and a table of its fields. */
export function writeConfigReference(): string {
  const root: unknown = z.toJSONSchema(configFileSchema, { io: 'input', unrepresentable: 'any' });
  if (!isJsonObject(root)) throw new TypeError('the schema of the configuration file is no object');
  const sections: Section[] = [];
  collect({ name: 'The file', schema: root, sections });
  return sections.map(writeSection).join('\n\n');
}

/** Objects in the order in which they are met; one that stands in several places (`budget`) is told once. */
function collect({ name, schema, sections }: Section & { readonly sections: Section[] }): void {
  if (sections.some((known) => known.name === name)) return;
  sections.push({ name, schema });
  for (const [field, property] of Object.entries(propertiesOf(schema))) {
    for (const inner of objectsIn(property)) collect({ name: sectionOf(field), schema: inner, sections });
  }
}

/** Fields that hold the same object as another one. */
const SAME_AS: Readonly<Record<string, string | undefined>> = {
  ip_rate_limit: 'rate_limit',
  ide_rate_limit: 'rate_limit',
};

function sectionOf(field: string): string {
  return SAME_AS[field] ?? field;
}

function objectsIn(schema: JsonObject): JsonObject[] {
  const inner = schema.type === 'array' && isJsonObject(schema.items) ? schema.items : schema;
  return alternativesOf(inner).filter((option) => Object.keys(propertiesOf(option)).length > 0);
}

function writeSection({ name, schema }: Section): string {
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const rows = Object.entries(propertiesOf(schema)).map(([field, property]) => [
    `\`${field}\``,
    typeText({ field, schema: property }),
    required.includes(field) ? 'required' : defaultText(property),
    String(property.description ?? ''),
  ]);
  const heading = name === 'The file' ? name : `\`${name}\``;
  return `### ${heading}\n\n${markdownTable({ head: ['Field', 'Type', 'Default', 'Meaning'], rows })}`;
}

function defaultText({ default: standard }: JsonObject): string {
  if (standard === undefined || (Array.isArray(standard) && standard.length === 0)) return '';
  return `\`${String(standard)}\``;
}

function typeText({ field, schema }: { readonly field: string; readonly schema: JsonObject }): string {
  const options = alternativesOf(schema);
  if (options.length > 1) return options.map((option) => typeText({ field, schema: option })).join(' or ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.type === 'array' && isJsonObject(schema.items)) {
    return `list of ${typeText({ field, schema: schema.items })}`;
  }
  if (Object.keys(propertiesOf(schema)).length > 0) {
    const section = sectionOf(field);
    return `[${section}](#${section.toLowerCase()})`;
  }
  if (schema.type === 'object') return 'names and texts';
  return `${schema.type === 'string' ? 'text' : String(schema.type)}${boundsText(schema)}`;
}

function boundsText({ type, minimum, maximum, exclusiveMinimum }: JsonObject): string {
  const low = minimum ?? exclusiveMinimum;
  if ((type !== 'integer' && type !== 'number') || low === undefined) return '';
  const from = exclusiveMinimum === undefined ? `from ${String(low)}` : `above ${String(low)}`;
  return typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER ? `, ${from} to ${maximum}` : `, ${from}`;
}

function alternativesOf(schema: JsonObject): readonly JsonObject[] {
  return Array.isArray(schema.anyOf) ? schema.anyOf.filter(isJsonObject) : [schema];
}

function propertiesOf({ properties }: JsonObject): Readonly<Record<string, JsonObject>> {
  if (!isJsonObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) => (isJsonObject(property) ? [[name, property]] : [])),
  );
}

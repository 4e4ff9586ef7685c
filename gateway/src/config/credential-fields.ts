import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';

export interface CredentialField {
  readonly name: string;
  readonly secret: boolean;
  readonly required: boolean;
  /** What a form calls it. */
  readonly label: string;
  /** What a text must match; undefined: any will do. */
  readonly pattern: string | undefined;
  /** The only values that it may have. */
  readonly values: readonly string[] | undefined;
}

/** The fields of a provider's credential, read from its schema: an adapter's file is the only place that lists them. */
export function credentialFields(adapter: Pick<ProviderAdapter, 'credential'>): readonly CredentialField[] {
  const schema: unknown = z.toJSONSchema(adapter.credential, { io: 'input', unrepresentable: 'any' });
  if (!isJsonObject(schema) || !isJsonObject(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).map(([name, given]) => {
    const property: JsonObject = isJsonObject(given) ? given : {};
    const { label, pattern, enum: values } = property;
    return {
      name,
      secret: property.secret === true,
      required: required.includes(name),
      label: typeof label === 'string' ? label : name,
      pattern: typeof pattern === 'string' ? pattern : undefined,
      values: Array.isArray(values) ? values.filter((value) => typeof value === 'string') : undefined,
    };
  });
}

import * as z from 'zod';
import { isJsonObject } from '../domain/json.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';

export interface CredentialField {
  readonly name: string;
  readonly secret: boolean;
  readonly required: boolean;
}

/** The fields of a provider's credential, read from its schema: an adapter's file is the only place that lists them. */
export function credentialFields(adapter: Pick<ProviderAdapter, 'credential'>): readonly CredentialField[] {
  const schema: unknown = z.toJSONSchema(adapter.credential, { io: 'input', unrepresentable: 'any' });
  if (!isJsonObject(schema) || !isJsonObject(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    secret: isJsonObject(property) && property.secret === true,
    required: required.includes(name),
  }));
}

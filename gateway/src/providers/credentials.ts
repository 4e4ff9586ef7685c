import * as z from 'zod';

const secret = z.string().min(1).meta({ secret: true, label: 'API key' });

/** The usual credential: one secret that the provider gives out. */
export const apiKeyCredential = z.strictObject({ api_key: secret });

/** For servers that run with or without a key: one's own machine, mostly. */
export const optionalApiKeyCredential = z.strictObject({ api_key: secret.optional() });

/** `Authorization: Bearer …`; no header at all where there is no key. */
export function bearerAuth(credential: Readonly<Record<string, string>>): Record<string, string> {
  const key = credential.api_key;
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}

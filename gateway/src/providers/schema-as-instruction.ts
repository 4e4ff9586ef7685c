import { isJsonObject } from '../domain/json.ts';
import type { DraftEdit } from './edit-draft.ts';

/**
 * For a provider that knows JSON answers but no schemas: the schema becomes an instruction, so that it is still wished
 * for, though nothing enforces it. Such providers also want the word JSON in a message.
 */
export function schemaAsInstruction({ body, warn }: DraftEdit): void {
  const format = body.response_format;
  if (!isJsonObject(format) || format.type !== 'json_schema' || !isJsonObject(format.json_schema)) return;
  const schema = JSON.stringify(format.json_schema.schema);
  const instruction = `Answer with nothing but one JSON value that fits this JSON Schema: ${schema}`;
  const messages: readonly unknown[] = Array.isArray(body.messages) ? body.messages : [];
  body.messages = [{ role: 'system', content: instruction }, ...messages];
  body.response_format = { type: 'json_object' };
  warn('response_format', 'This provider enforces no schema; it was given to the model as an instruction.');
}

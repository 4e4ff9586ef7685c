import { isJsonObject, type JsonObject, parseJson } from '../domain/json.ts';
import type { Warn } from './collect-warnings.ts';

/**
 * The arguments of an earlier tool call, for formats that want them as an object. What a model wrote as broken JSON is
 * wrapped, not lost, so that the next turn can still see it.
 */
export function parseArguments({ text, warn }: { text: string; warn: Warn }): JsonObject {
  if (text.trim() === '') return {};
  const parsed = parseJson(text);
  if (parsed.ok && isJsonObject(parsed.value)) return parsed.value;
  warn({
    param: 'messages.tool_calls.function.arguments',
    message: 'These arguments are no JSON object; they were sent as text in the field "raw_arguments".',
  });
  return { raw_arguments: text };
}

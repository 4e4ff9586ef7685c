import type { ChatEvent, FinishReason } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { objectOf, otherFields, textOf } from '../narrow-json.ts';
import type { OutputReader } from './output-reader.ts';
import { readUsage, readUsageExtras } from './read-usage.ts';

/** Read elsewhere, or an echo of the request, prompts included. What is left of a response goes to the metadata. */
const READ_OR_ECHOED: ReadonlySet<string> = new Set([
  ...[
    'object',
    'created_at',
    'completed_at',
    'status',
    'error',
    'incomplete_details',
    'model',
    'output',
    'output_text',
  ],
  ...['usage', 'background', 'billing', 'context_management', 'frequency_penalty', 'instructions', 'max_output_tokens'],
  ...['max_tool_calls', 'metadata', 'parallel_tool_calls', 'presence_penalty', 'previous_response_id', 'prompt'],
  ...['prompt_cache_key', 'prompt_cache_options', 'prompt_cache_retention', 'reasoning', 'safety_identifier', 'store'],
  ...['stream_options', 'temperature', 'text', 'tool_choice', 'tools', 'top_logprobs', 'top_p', 'truncation', 'user'],
]);

/** What a finished response says beside its output. @throws MalformedAnswerError for an ending that is none */
export function readEnding({ response, output }: { response: JsonObject; output: OutputReader }): ChatEvent[] {
  const events: ChatEvent[] = [readFinish({ response, output }), ...output.end()];
  const usage = readUsage(response.usage);
  if (usage !== undefined) events.push({ type: 'usage', usage });
  const extras = readUsageExtras(response.usage);
  const data: JsonObject = {
    ...otherFields({ of: response, known: READ_OR_ECHOED }),
    ...output.metadata(),
    ...(extras === undefined ? {} : { usage: extras }),
  };
  if (Object.keys(data).length > 0) events.push({ type: 'provider_metadata', data });
  return events;
}

export function readModel(response: JsonObject): ChatEvent[] {
  const model = textOf(response.model);
  return model ? [{ type: 'model', model }] : [];
}

const INCOMPLETE_REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ['max_output_tokens', 'length'],
  ['content_filter', 'content_filter'],
]);

/** A status that nobody documented as a good end must not pass for 'stop'. */
function readFinish({ response, output }: { response: JsonObject; output: OutputReader }): ChatEvent {
  const { status } = response;
  if (status === 'completed') {
    // What the answer holds says more than that it ended.
    const reason = output.sawRefusal ? 'content_filter' : output.sawCalls ? 'tool_calls' : 'stop';
    return { type: 'finish', reason, raw: status };
  }
  const ending = status === 'incomplete' ? textOf(objectOf(response.incomplete_details)?.reason) : undefined;
  const reason = INCOMPLETE_REASONS.get(ending ?? '');
  if (reason !== undefined) return { type: 'finish', reason, raw: ending };
  const named = ending ?? textOf(status);
  throw new MalformedAnswerError(
    {
      ...(named === undefined ? {} : { code: named }),
      message: named === undefined ? 'the answer has no status' : `the answer ended with the unknown status "${named}"`,
    },
    readUsage(response.usage),
  );
}

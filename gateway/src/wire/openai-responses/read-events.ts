import type { ChatEvent } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../domain/json.ts';
import type { ChatEventReader } from '../dialect.ts';
import { listOf, objectOf, textOf } from '../narrow-json.ts';
import type { FailureRules } from '../openai-chat/failure-rules.ts';
import { contentPart, OutputReader, summaryPart } from './output-reader.ts';
import { readEnding, readModel } from './read-ending.ts';
import { errorInStream, failedResponse } from './read-failure.ts';

const NO_EVENTS: ChatEvent[] = [];

/** Complete once the response itself has ended: the format has no other end marker. */
export function createEventReader(failures: FailureRules): ChatEventReader {
  const output = new OutputReader();
  let complete = false;
  let model: unknown;

  const begin = (response: JsonObject | undefined): ChatEvent[] => {
    if (response === undefined || response.model === model) return NO_EVENTS;
    model = response.model;
    return readModel(response);
  };

  const finish = (response: JsonObject): ChatEvent[] => {
    const items = listOf(response.output).flatMap((item, index) =>
      isJsonObject(item) ? output.close({ index, item }) : [],
    );
    const events = [...begin(response), ...items, ...readEnding({ response, output })];
    complete = true;
    return events;
  };

  const step = (data: JsonObject): ChatEvent[] => {
    switch (data.type) {
      case 'response.output_text.delta':
        return output.addText({ index: placeOf(data), part: contentPart(data.content_index), text: deltaOf(data) });
      case 'response.function_call_arguments.delta':
        return output.addArguments({ index: placeOf(data), text: deltaOf(data) });
      case 'response.reasoning_summary_text.delta':
        return output.addReasoning({
          index: placeOf(data),
          part: summaryPart(data.summary_index),
          text: deltaOf(data),
        });
      case 'response.reasoning_text.delta':
        return output.addReasoning({
          index: placeOf(data),
          part: contentPart(data.content_index),
          text: deltaOf(data),
        });
      case 'response.refusal.delta':
        return output.addRefusal({ index: placeOf(data), part: contentPart(data.content_index), text: deltaOf(data) });
      case 'response.output_item.added':
        return isJsonObject(data.item) ? output.open({ index: placeOf(data), item: data.item }) : NO_EVENTS;
      case 'response.output_item.done':
        return isJsonObject(data.item) ? output.close({ index: placeOf(data), item: data.item }) : NO_EVENTS;
      case 'response.created':
      case 'response.in_progress':
        return begin(objectOf(data.response));
      case 'response.completed':
        return isJsonObject(data.response) ? finish({ status: 'completed', ...data.response }) : NO_EVENTS;
      case 'response.incomplete':
        return isJsonObject(data.response) ? finish({ status: 'incomplete', ...data.response }) : NO_EVENTS;
      case 'response.failed':
        throw failedResponse(objectOf(data.response) ?? {}, failures);
      default:
        if (data.type === 'error' || isJsonObject(data.error)) throw errorInStream(data, failures);
        return NO_EVENTS;
    }
  };

  return {
    isComplete: () => complete,
    push(frame) {
      if (complete) return NO_EVENTS;
      const parsed = parseJson(frame.data);
      if (parsed.ok && isJsonObject(parsed.value)) return step(parsed.value);
      if (frame.event === 'error') throw errorInStream(parsed.ok ? parsed.value : frame.data, failures);
      return NO_EVENTS;
    },
    end: () => NO_EVENTS,
  };
}

function placeOf(data: JsonObject): number {
  return typeof data.output_index === 'number' ? data.output_index : 0;
}

function deltaOf(data: JsonObject): string {
  return textOf(data.delta) ?? '';
}

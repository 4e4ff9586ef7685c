import type { ChatEvent } from '../../domain/chat.ts';
import { isJsonObject } from '../../domain/json.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { objectOf } from '../narrow-json.ts';
import { errorInAnswer } from './read-failure.ts';
import { createMessageReader } from './read-message.ts';

/** @throws MalformedAnswerError */
export function readAnswer(body: unknown): ChatEvent[] {
  if (!isJsonObject(body)) throw new MalformedAnswerError({ message: 'the answer is no JSON object' });
  if (body.type === 'error' || isJsonObject(body.error)) throw errorInAnswer(body);
  const { content } = body;
  if (!Array.isArray(content)) throw new MalformedAnswerError({ message: 'the answer has no content' });
  const reader = createMessageReader();
  const events = reader.start(body);
  content.forEach((block: unknown, index) => {
    if (!isJsonObject(block)) throw new MalformedAnswerError({ message: 'a content block is no JSON object' });
    events.push(...reader.blocks.open({ index, block }), ...reader.blocks.close(index));
  });
  events.push(...reader.update({ delta: { stop_reason: body.stop_reason }, usage: objectOf(body.usage) }));
  events.push(...reader.stop());
  return events;
}

import type { ChatEvent } from '../../domain/chat.ts';
import { isJsonObject } from '../../domain/json.ts';
import { MalformedAnswerError } from '../dialect.ts';
import type { FailureRules } from '../openai-chat/failure-rules.ts';
import { isErrorBody } from '../openai-chat/read-failure.ts';
import { OutputReader } from './output-reader.ts';
import { readEnding, readModel } from './read-ending.ts';
import { errorInStream, failedResponse } from './read-failure.ts';

/** Reads a whole answer by the same reader as a stream's items, so that both give the same. @throws MalformedAnswerError */
export function readAnswer(body: unknown, failures: FailureRules): ChatEvent[] {
  if (!isJsonObject(body)) throw new MalformedAnswerError({ message: 'the answer is no JSON object' });
  if (body.status === 'failed') throw failedResponse(body, failures);
  if (isErrorBody(body)) throw errorInStream(body, failures);
  if (!Array.isArray(body.output)) throw new MalformedAnswerError({ message: 'the answer has no output' });
  const output = new OutputReader();
  const items = body.output.flatMap((item, index) => (isJsonObject(item) ? output.close({ index, item }) : []));
  return [...readModel(body), ...items, ...readEnding({ response: body, output })];
}

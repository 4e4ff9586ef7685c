import type { FinishReason } from '../../domain/chat.ts';
import { MalformedAnswerError } from '../dialect.ts';
import type { OpenaiChatOptions } from './options.ts';

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  content_filter: 'content_filter',
};

/** @throws MalformedAnswerError for a reason that says failure, or that nobody documented: it must not pass for 'stop' */
export function readFinishReason(raw: string, options: OpenaiChatOptions): FinishReason {
  const failure = own(options.failingFinishReasons, raw);
  if (failure !== undefined) {
    throw new MalformedAnswerError({ class: failure, code: raw, message: `the answer ended with "${raw}"` });
  }
  const reason = own(FINISH_REASONS, raw) ?? own(options.finishReasons, raw);
  if (reason === undefined) {
    throw new MalformedAnswerError({ code: raw, message: `the answer ended with the unknown reason "${raw}"` });
  }
  return reason;
}

function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

import type { FinishReason } from '../../domain/chat.ts';
import type { Usage } from '../../domain/usage.ts';
import { MalformedAnswerError } from '../dialect.ts';

const FINISH: ReadonlyMap<string, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
  // A turn with server-side tools that ran into the provider's own limit of steps: unfinished, as after `max_tokens`.
  ['pause_turn', 'length'],
]);

/** @throws MalformedAnswerError for a reason that the format does not document: it could mean anything */
export function readStopReason({ reason, usage }: { reason: string; usage: Usage | undefined }): FinishReason {
  const finish = FINISH.get(reason);
  if (finish === undefined) throw new MalformedAnswerError({ message: `unknown stop_reason "${reason}"` }, usage);
  return finish;
}

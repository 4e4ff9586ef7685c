import type { ChatEvent, FinishReason } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { objectOf, otherFields, textOf } from '../narrow-json.ts';
import { type BlockReader, createBlockReader } from './read-blocks.ts';
import { readStopReason } from './read-stop-reason.ts';
import { mergeUsage, NO_FIGURES, readUsage, USAGE_FIELDS } from './read-usage.ts';

/** One message of the format, fed piece by piece. A whole answer goes through the same pieces as a stream. */
export interface MessageReader {
  /** `message_start`: the message without its content. */
  start(message: JsonObject): ChatEvent[];
  readonly blocks: BlockReader;
  /** `message_delta`: why it stopped, and the final figures. @throws MalformedAnswerError */
  update(step: { readonly delta: JsonObject | undefined; readonly usage: JsonObject | undefined }): ChatEvent[];
  /** `message_stop`. @throws MalformedAnswerError for an answer that never said why it stopped */
  stop(): ChatEvent[];
}

const READ_FIELDS: ReadonlySet<string> = new Set(['type', 'role', 'content', 'model', 'stop_reason', 'usage']);

export function createMessageReader(): MessageReader {
  const blocks = createBlockReader();
  let figures = NO_FIGURES;
  let metadata: JsonObject = {};
  let usageMetadata: JsonObject = {};
  let finish: { readonly reason: FinishReason; readonly raw: string } | undefined;

  const keep = ({ fields, usage }: { fields: JsonObject; usage: JsonObject | undefined }): void => {
    metadata = { ...metadata, ...otherFields({ of: fields, known: READ_FIELDS }) };
    if (usage) usageMetadata = { ...usageMetadata, ...otherFields({ of: usage, known: USAGE_FIELDS }) };
  };

  const usageEvents = (): ChatEvent[] => {
    const usage = readUsage(figures);
    return usage === undefined ? [] : [{ type: 'usage', usage }];
  };

  return {
    blocks,
    start(message) {
      const usage = objectOf(message.usage);
      keep({ fields: message, usage });
      const model = textOf(message.model);
      const events: ChatEvent[] = model === undefined ? [] : [{ type: 'model', model }];
      if (!usage) return events;
      // Its output_tokens are a placeholder, written before the first token: never to be priced.
      figures = { ...mergeUsage({ known: figures, report: usage }), output: undefined, thinking: undefined };
      return [...events, ...usageEvents()];
    },
    update({ delta, usage }) {
      if (delta) keep({ fields: delta, usage });
      if (usage) figures = mergeUsage({ known: figures, report: usage });
      const raw = textOf(delta?.stop_reason);
      if (raw !== undefined) finish = { reason: readStopReason({ reason: raw, usage: readUsage(figures) }), raw };
      return usage ? usageEvents() : [];
    },
    stop() {
      if (finish === undefined) {
        throw new MalformedAnswerError({ message: 'the answer has no stop_reason' }, readUsage(figures));
      }
      const events = blocks.closeAll();
      const data = {
        ...metadata,
        ...(Object.keys(usageMetadata).length > 0 ? { usage: usageMetadata } : {}),
        ...blocks.metadata(),
      };
      if (Object.keys(data).length > 0) events.push({ type: 'provider_metadata', data });
      events.push({ type: 'finish', ...finish });
      return events;
    },
  };
}

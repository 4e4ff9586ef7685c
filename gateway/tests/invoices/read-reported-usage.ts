import type { ChatEvent } from '../../src/domain/chat.ts';
import { createAnswerCollector } from '../../src/domain/collect-answer.ts';
import type { Usage } from '../../src/domain/usage.ts';
import { chatOperationOf } from '../../src/providers/chat-operation-of.ts';
import type { ProviderAdapter } from '../../src/providers/provider-adapter.ts';
import type { ChatDialect } from '../../src/wire/dialect.ts';
import { readEmbeddingsBody } from '../../src/wire/latentkit/read-embeddings-request.ts';
import { readImageBody } from '../../src/wire/latentkit/read-image-request.ts';
import type { GoldenInvoice } from './read-golden-invoices.ts';
import { CHAT_WRAPPINGS, EMBEDDINGS_WRAPPINGS, IMAGE_WRAPPINGS } from './wrap-usage.ts';

interface Reported {
  readonly adapter: ProviderAdapter;
  readonly golden: GoldenInvoice;
}

/** Our buckets, as the dialect of the provider reads them: of the whole answer, and of a stream where there is one. */
export function readReportedUsage(reported: Reported): { readonly whole: Usage; readonly streamed: Usage | undefined } {
  switch (reported.golden.operation) {
    case 'chat':
      return readChat(reported);
    case 'embeddings':
      return { whole: readEmbeddings(reported), streamed: undefined };
    case 'image':
      return { whole: readImages(reported), streamed: undefined };
  }
}

function readChat({ adapter, golden }: Reported) {
  const dialect = chatDialectOf({ adapter, model: golden.model });
  const wrapping = present(CHAT_WRAPPINGS[dialect.id]);
  const usage = golden.usage ?? {};
  const reader = dialect.createEventReader();
  const events = wrapping.stream(usage).flatMap((frame) => reader.push(frame));
  return {
    whole: present(fold(dialect.readAnswer(wrapping.answer(usage))).usage),
    streamed: present(fold([...events, ...reader.end()]).usage),
  };
}

function readEmbeddings({ adapter, golden }: Reported): Usage {
  const { dialect } = present(adapter.embeddings);
  const { task } = readEmbeddingsBody(JSON.stringify({ input: 'x' }));
  if (task.operation !== 'embeddings') throw new Error('no embeddings');
  const body = present(EMBEDDINGS_WRAPPINGS[dialect.id])(golden.usage ?? {});
  return present(dialect.readAnswer({ body, request: task.request }).usage);
}

function readImages({ adapter, golden }: Reported): Usage {
  const { dialect } = present(adapter.image);
  const { task } = readImageBody(JSON.stringify({ prompt: 'x' }));
  if (task.operation !== 'image') throw new Error('no image');
  const body = present(IMAGE_WRAPPINGS[dialect.id])({ usage: golden.usage, images: golden.images });
  return present(dialect.readAnswer({ body, request: task.request }).usage);
}

/** A provider without an address of its own is an Azure resource here; the others don't ask for it. */
export function chatDialectOf({ adapter, model }: { adapter: ProviderAdapter; model: string }): ChatDialect {
  const baseUrl = adapter.defaultBaseUrl ?? 'https://acme.openai.azure.com/openai/v1';
  return present(chatOperationOf({ adapter, model, baseUrl })).dialect;
}

export function fold(events: readonly ChatEvent[]) {
  const collector = createAnswerCollector({ connection: undefined });
  for (const event of events) collector.add(event);
  return collector.answer();
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('there is none');
  return value;
}

import type { ChatOperation, ProviderAdapter } from './provider-adapter.ts';

/** How a provider is spoken to about this model; undefined where it has no chat. */
export function chatOperationOf({
  adapter,
  model,
}: {
  readonly adapter: ProviderAdapter;
  readonly model: string;
}): ChatOperation | undefined {
  return adapter.chatFor?.(model) ?? adapter.chat;
}

import type { ChatOperation, ProviderAdapter } from './provider-adapter.ts';

interface ChatPartner {
  readonly adapter: ProviderAdapter;
  readonly model: string;
  /** The connection's address: the provider's own, or what the operator put in its place. */
  readonly baseUrl: string;
}

/** How a provider is spoken to about this model; undefined where it has no chat. */
export function chatOperationOf({ adapter, model, baseUrl }: ChatPartner): ChatOperation | undefined {
  return adapter.chatFor?.({ model, baseUrl }) ?? adapter.chat;
}

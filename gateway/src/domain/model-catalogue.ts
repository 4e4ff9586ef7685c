import type { Capability } from '@latentkit/contract/capability';
import type { PriceVersion } from './price.ts';

/** What is publicly known of a model. Undefined: not known, which is never the same as "no" or "free". */
export interface CatalogueModel {
  readonly provider: string;
  readonly id: string;
  readonly capabilities: readonly Capability[] | undefined;
  /** True: it is a chat model, and makes neither embeddings nor images; what else it can do is not known. */
  readonly onlyChats: boolean;
  readonly contextWindow: number | undefined;
  readonly maxOutputTokens: number | undefined;
  /** At least one. */
  readonly prices: readonly PriceVersion[] | undefined;
  /** True where the real price also depends on what `prices` cannot say, such as the time of day. */
  readonly priceVaries: boolean;
}

export interface ModelCatalogue {
  find(query: { readonly provider: string; readonly model: string }): CatalogueModel | undefined;
  list(): readonly CatalogueModel[];
}

/** Where nothing but models of this process are used, nothing has to be looked up. */
export const EMPTY_CATALOGUE: ModelCatalogue = { find: () => undefined, list: () => [] };

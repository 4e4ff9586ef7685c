import type { Capability } from '@latentkit/contract/capability';
import type { ModelDefinition } from '../domain/definitions.ts';
import type { CatalogueModel, ModelCatalogue } from '../domain/model-catalogue.ts';
import { FREE, type PriceVersion } from '../domain/price.ts';
import type { Operation } from '../domain/task.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';

/** What a model may be used for through a connection, and who says so. */
export interface ResolvedModel {
  readonly capabilities: ReadonlySet<Capability>;
  readonly capabilitiesFrom: 'operator' | 'catalogue' | 'provider';
  readonly contextWindow: number | undefined;
  readonly maxOutputTokens: number | undefined;
  /** At least one. */
  readonly prices: readonly PriceVersion[] | undefined;
  readonly pricesFrom: 'operator' | 'catalogue' | 'provider' | undefined;
}

export type AdapterAbilities = Pick<
  ProviderAdapter,
  'id' | 'chat' | 'embeddings' | 'image' | 'capabilities' | 'transport'
>;

const OPERATION_CAPABILITIES: Readonly<Record<Operation, readonly Capability[]>> = {
  chat: ['chat', 'tools', 'json', 'vision', 'audio', 'files', 'reasoning'],
  embeddings: ['embeddings'],
  image: ['image_generation', 'image_edit'],
};

/**
 * The operator's word counts first, then the catalogue, then what the provider's dialect can do. Whoever says it, an
 * ability for which the adapter has no operation is left out: it could never be used.
 */
export function resolveModel({
  adapter,
  model,
  definition,
  catalogue,
}: {
  readonly adapter: AdapterAbilities;
  readonly model: string;
  readonly definition: ModelDefinition | undefined;
  readonly catalogue: ModelCatalogue;
}): ResolvedModel {
  const known = catalogue.find({ provider: adapter.id, model });
  const usable = operationCapabilities(adapter);
  const said = definition?.capabilities ?? known?.capabilities ?? ofProvider({ adapter, known });
  const capabilitiesFrom = definition?.capabilities ? 'operator' : known?.capabilities ? 'catalogue' : 'provider';
  // What answers inside this process costs nothing: there is nobody to pay.
  const ownPrices = adapter.transport === undefined ? undefined : [{ fromMs: 0, price: FREE }];
  const prices = definition?.prices ?? known?.prices ?? ownPrices;
  return {
    capabilities: new Set(said.filter((capability) => usable.has(capability))),
    capabilitiesFrom,
    contextWindow: definition?.contextWindow ?? known?.contextWindow,
    maxOutputTokens: definition?.maxOutputTokens ?? known?.maxOutputTokens,
    prices,
    pricesFrom: definition?.prices ? 'operator' : known?.prices ? 'catalogue' : prices && 'provider',
  };
}

function ofProvider({
  adapter,
  known,
}: {
  readonly adapter: Pick<AdapterAbilities, 'capabilities'>;
  readonly known: CatalogueModel | undefined;
}): readonly Capability[] {
  if (known?.onlyChats !== true) return adapter.capabilities;
  return adapter.capabilities.filter((capability) => OPERATION_CAPABILITIES.chat.includes(capability));
}

/** Everything that the operations of an adapter could carry, whatever the model. */
export function operationCapabilities(adapter: Omit<AdapterAbilities, 'id' | 'capabilities'>): ReadonlySet<Capability> {
  return new Set([
    ...(adapter.chat === undefined ? [] : OPERATION_CAPABILITIES.chat),
    ...(adapter.embeddings === undefined ? [] : OPERATION_CAPABILITIES.embeddings),
    ...(adapter.image === undefined ? [] : OPERATION_CAPABILITIES.image),
  ]);
}

import { resolveModel } from '../../config/resolve-model.ts';
import { pricesWords } from '../../control/apply/config-words.ts';
import { CATALOGUE_DAY } from '../../control/catalogue/catalogue.gen.ts';
import { CATALOGUE } from '../../control/catalogue/catalogue.ts';
import type { CatalogueModel } from '../../domain/model-catalogue.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import type { Price } from '../../domain/price.ts';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import type { CliContext, GlobalOptions } from '../cli-context.ts';
import { EXIT, usageError } from '../cli-error.ts';
import { printList } from '../print-list.ts';

export interface ModelsOptions extends GlobalOptions {
  readonly provider?: string | undefined;
}

interface Row {
  readonly model: CatalogueModel;
  /** What counts now. */
  readonly price: Price | undefined;
  readonly capabilities: readonly string[];
}

/** `latentkit models [filter]`: the catalogue, with abilities and prices in dollars for a million tokens. */
export async function models({
  context,
  options,
  filter,
}: {
  readonly context: CliContext;
  readonly options: ModelsOptions;
  readonly filter: string | undefined;
}): Promise<number> {
  if (options.provider !== undefined && !PROVIDERS.has(options.provider)) throw unknownProvider(options.provider);
  const wanted = filter?.toLowerCase() ?? '';
  const rows = CATALOGUE.list().flatMap((model): Row[] => {
    const adapter = PROVIDERS.get(model.provider);
    if (adapter === undefined || !`${model.provider}/${model.id}`.toLowerCase().includes(wanted)) return [];
    if (options.provider !== undefined && model.provider !== options.provider) return [];
    const resolved = resolveModel({ adapter, model: model.id, definition: undefined, catalogue: CATALOGUE });
    const price = model.prices?.findLast(({ fromMs }) => fromMs <= context.now())?.price;
    return [{ model, price, capabilities: [...resolved.capabilities] }];
  });
  printList({
    context,
    options,
    rows,
    empty: 'The catalogue has no such model. It works all the same: give its capabilities and prices in the file.',
    columns: COLUMNS,
    toJson,
  });
  if (!options.json && rows.length > 0) {
    context.write(
      `\nDollars for a million tokens, as of ${CATALOGUE_DAY}. "+": more for long input. "*": it depends on more than tokens.\n`,
    );
  }
  return EXIT.ok;
}

const COLUMNS = [
  { title: 'PROVIDER', text: ({ model }: Row) => model.provider },
  { title: 'MODEL', text: ({ model }: Row) => model.id },
  { title: 'CONTEXT', align: 'right', text: ({ model }: Row) => numberText(model.contextWindow) },
  { title: 'MAX OUT', align: 'right', text: ({ model }: Row) => numberText(model.maxOutputTokens) },
  {
    title: '$ IN',
    align: 'right',
    text: ({ price }: Row) => (price === undefined ? 'unpriced' : numberText(price.inputUsdPerMtok)),
  },
  { title: '$ CACHED', align: 'right', text: ({ price }: Row) => numberText(price?.cachedInputUsdPerMtok) },
  {
    title: '$ OUT',
    align: 'right',
    text: ({ model, price }: Row) => `${numberText(price?.outputUsdPerMtok)}${mark({ model, price })}`,
  },
  { title: 'CAN DO', text: ({ capabilities }: Row) => (capabilities.length === 0 ? '-' : capabilities.join(',')) },
] as const;

/** What the three figures do not say. */
function mark({ model, price }: Pick<Row, 'model' | 'price'>): string {
  return `${(price?.tiers.length ?? 0) > 0 ? '+' : ''}${model.priceVaries ? '*' : ''}`;
}

function numberText(value: number | undefined): string {
  return value === undefined ? '-' : String(value);
}

function toJson({ model, capabilities }: Row): object {
  return {
    id: model.id,
    provider: model.provider,
    capabilities,
    context_window: model.contextWindow,
    max_output_tokens: model.maxOutputTokens,
    prices: pricesWords(model.prices),
    price_varies: model.priceVaries,
    prices_as_of: CATALOGUE_DAY,
  };
}

function unknownProvider(wanted: string): Error {
  const guess = nearestName({ name: wanted, candidates: PROVIDERS.keys() });
  const hint = guess === undefined ? 'See "latentkit providers".' : `Did you mean "${guess}"?`;
  return usageError(`There is no provider "${wanted}".`, hint);
}

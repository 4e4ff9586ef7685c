import { resolveModel } from '../config/resolve-model.ts';
import { CATALOGUE } from '../control/catalogue/catalogue.ts';
import { type PriceSchedule, schedulePrices } from '../domain/price-schedule.ts';
import type { Access } from '../domain/route.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';
import { type CliContext, type GlobalOptions, withInstallation } from './cli-context.ts';
import { CliError, usageError } from './cli-error.ts';
import { findConnection } from './find-definition.ts';

export interface PricesOptions extends GlobalOptions {
  readonly model: string;
  readonly provider?: string | undefined;
  readonly connection?: string | undefined;
  readonly workspace?: string | undefined;
}

export interface FoundPrices {
  readonly provider: string;
  readonly from: 'operator' | 'catalogue' | 'provider';
  readonly prices: PriceSchedule;
  readonly access: Access;
}

/** What a model costs through a connection, or by the catalogue. @throws CliError where that is not known */
export async function findPrices({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: PricesOptions;
}): Promise<FoundPrices> {
  if (options.connection === undefined) return fromCatalogue(options);
  const { connection: wanted, workspace, model } = options;
  const definitions = await withInstallation({ context, options, work: ({ store }) => store.readDefinitions() });
  const connection = findConnection({ definitions, workspace, wanted });
  const adapter = PROVIDERS.get(connection.provider);
  const definition = connection.models.find(({ id }) => id === model);
  const resolved = adapter && resolveModel({ adapter, model, definition, catalogue: CATALOGUE });
  if (resolved?.prices === undefined) throw unpriced(`${connection.name}/${model}`);
  return {
    provider: connection.provider,
    from: resolved.pricesFrom ?? 'provider',
    prices: schedulePrices({ versions: resolved.prices, marginPercent: connection.marginPercent }),
    access: connection.access,
  };
}

function fromCatalogue({ model, provider }: PricesOptions): FoundPrices {
  if (provider !== undefined && !PROVIDERS.has(provider)) {
    throw usageError(`There is no provider "${provider}".`, 'See "latentkit providers".');
  }
  const providers = provider === undefined ? [...PROVIDERS.keys()] : [provider];
  const found = providers.flatMap((id) => CATALOGUE.find({ provider: id, model }) ?? []);
  // A name that one provider uses itself counts before one that is only understood by others.
  const own = found.filter(({ id }) => id === model);
  const [first, second] = own.length > 0 ? own : found;
  if (first?.prices === undefined) throw unpriced(model);
  if (second !== undefined) {
    const names = (own.length > 0 ? own : found).map((one) => one.provider).join(', ');
    throw usageError(`Several providers have "${model}": ${names}.`, 'Say which one with --provider <id>.');
  }
  const prices = schedulePrices({ versions: first.prices, marginPercent: 0 });
  return { provider: first.provider, from: 'catalogue', prices, access: 'byok' };
}

function unpriced(name: string): CliError {
  return new CliError(`The price of "${name}" is not known.`, {
    hint: 'See "latentkit models", or give prices in the connection\'s models.',
  });
}

import type { ConfigFileModel } from '@latentkit/contract/config-schema';
import type { ConfigFilePrices } from '@latentkit/contract/prices-schema';
import { type MissingPrice, missingPrices } from '../domain/missing-prices.ts';
import { NO_RATES } from '../domain/price.ts';
import type { Access } from '../domain/route.ts';
import type { CheckContext } from './check-context.ts';
import { checkPriceDates } from './check-price-dates.ts';
import type { ConfigPath } from './config-path.ts';
import type { ResolvedModel } from './resolve-model.ts';

interface PricesCheck {
  readonly model: Pick<ConfigFileModel, 'id' | 'prices'>;
  readonly resolved: ResolvedModel;
  readonly path: ConfigPath;
  readonly access: Access;
  readonly context: CheckContext;
}

/**
 * Prices must be known for platform access: what is billed to a workspace's credits can be neither free nor unknown by
 * accident. On a workspace's own account the same is a warning: such a cost is reported as unpriced, never as zero.
 */
export function checkPrices(check: PricesCheck): void {
  const { prices } = check.model;
  if (prices === undefined) checkKnown(check);
  else checkGiven({ ...check, prices });
}

function checkGiven(check: PricesCheck & { readonly prices: NonNullable<ConfigFileModel['prices']> }): void {
  const { prices, path, context } = check;
  const pricesPath = [...path, 'prices'];
  const entries = Array.isArray(prices)
    ? prices.map((item, index) => ({ path: [...pricesPath, index], item }))
    : [{ path: pricesPath, item: prices }];
  checkPriceDates({ entries, path: pricesPath, context });
  for (const { path: entryPath, item } of entries) {
    checkDecimals({ prices: item, path: entryPath, context });
    checkTiers({ prices: item, path: entryPath, context });
  }
  for (const [index, { price }] of (check.resolved.prices ?? []).entries()) {
    const missing = missingPrices({ rates: price, capabilities: check.resolved.capabilities });
    // Versions are sorted by date: of a list, the place in the file is not certain.
    const place = entries.length === 1 ? (entries[index]?.path ?? pricesPath) : pricesPath;
    reportMissing({ ...check, missing, path: place });
  }
}

/** The catalogue's price, or none. */
function checkKnown(check: PricesCheck): void {
  const { resolved, context, path, access, model } = check;
  const shown = context.shown({ path, value: model.id });
  if (resolved.prices === undefined) {
    const { severity, effect } = EFFECT[access];
    context.report({
      path,
      severity,
      message: `the price of ${shown} is not known${effect}`,
      instead:
        "In the connection's models, write { id: …, prices: { input_usd_per_mtok: …, output_usd_per_mtok: … } }.",
    });
    return;
  }
  const missing = missingPrices({
    rates: resolved.prices.at(-1)?.price ?? NO_RATES,
    capabilities: resolved.capabilities,
  });
  reportMissing({ ...check, missing });
}

const EFFECT = {
  platform: { severity: 'error', effect: ', and platform access is billed' },
  byok: { severity: 'warning', effect: ': what it costs is reported as unpriced, and counts in no budget' },
} as const;

const WORDS: Readonly<Record<MissingPrice, { readonly field: string; readonly does: string }>> = {
  input: { field: 'input_usd_per_mtok', does: 'reads text' },
  output: { field: 'output_usd_per_mtok', does: 'writes text' },
  image: { field: 'usd_per_image', does: 'makes images' },
};

function reportMissing({
  missing,
  path,
  access,
  context,
}: PricesCheck & { readonly missing: readonly MissingPrice[] }): void {
  for (const bucket of missing) {
    const { field, does } = WORDS[bucket];
    const { severity, effect } = EFFECT[access];
    context.report({
      path,
      severity,
      message: `"${field}" is missing${effect}`,
      instead: `Add it (0 is allowed): this model ${does}. If it does not, say in capabilities what it can do.`,
    });
  }
}

/** A tenth decimal of a dollar for a million tokens would be lost without a word. */
function checkDecimals({ prices, path, context }: EntryCheck): void {
  const tiers = (prices.tiers ?? []).map((tier, index) => ({ rates: tier, path: [...path, 'tiers', index] }));
  for (const place of [{ rates: prices, path }, ...tiers]) {
    for (const [field, value] of Object.entries(place.rates)) {
      if (typeof value !== 'number' || Number(value.toFixed(9)) === value) continue;
      context.report({ path: [...place.path, field], message: 'a price has at most nine decimals' });
    }
  }
}

function checkTiers({ prices, path, context }: EntryCheck): void {
  const seen = new Set<number>();
  for (const [index, { above_input_tokens: bound, ...rates }] of (prices.tiers ?? []).entries()) {
    const tierPath = [...path, 'tiers', index];
    if (seen.has(bound)) {
      const message = 'there is already a tier with this bound';
      context.report({ path: [...tierPath, 'above_input_tokens'], message, instead: 'Remove one of them.' });
    }
    seen.add(bound);
    if (Object.keys(rates).length > 0) continue;
    context.report({ path: tierPath, message: 'this tier has no price', instead: 'Add one, or remove the tier.' });
  }
}

interface EntryCheck {
  readonly prices: ConfigFilePrices;
  readonly path: ConfigPath;
  readonly context: CheckContext;
}

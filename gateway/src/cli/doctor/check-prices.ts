import { type MissingPrice, missingPrices } from '../../domain/missing-prices.ts';
import { priceAt } from '../../domain/price-schedule.ts';
import type { AttemptTarget, PublishedRoute } from '../../domain/route.ts';
import { type Finding, problem, warning } from './finding.ts';

const FIELDS: Readonly<Record<MissingPrice, string>> = {
  input: 'input_usd_per_mtok',
  output: 'output_usd_per_mtok',
  image: 'usd_per_image',
};

/** Models that routes use and whose price is not known: each is named once. */
export function checkPrices({
  routes,
  nowMs,
}: {
  readonly routes: readonly PublishedRoute[];
  readonly nowMs: number;
}): readonly Finding[] {
  const targets = routes.flatMap(({ attempts }) => attempts).filter(({ connection }) => connection.enabled);
  const byModel = new Map(targets.map((target) => [`${target.connection.name}/${target.model}`, target]));
  return [...byModel].flatMap(([name, target]): Finding[] => {
    const lacking = lackingOf({ target, nowMs });
    if (lacking === undefined) return [];
    const fix = { text: 'Say what it costs, and apply.', exact: `connections[].models[].prices: { ${lacking} }` };
    const subject = `model ${name}`;
    if (target.connection.access === 'platform') {
      const text = 'Its price is not known, and it is platform access: what it costs is charged to nobody.';
      return [problem({ subject, text, fix })];
    }
    const text = 'Its price is not known: what it costs is reported as unpriced, and counts in no budget.';
    return [warning({ subject, text, fix })];
  });
}

/** The fields that would have to be there; undefined: nothing is missing. */
function lackingOf({ target, nowMs }: { readonly target: AttemptTarget; readonly nowMs: number }): string | undefined {
  const price = target.prices && priceAt({ prices: target.prices, atMs: nowMs })?.price;
  if (price === undefined) return 'input_usd_per_mtok: …, output_usd_per_mtok: …';
  const missing = missingPrices({ rates: price, capabilities: target.capabilities });
  return missing.length === 0 ? undefined : missing.map((bucket) => `${FIELDS[bucket]}: …`).join(', ');
}

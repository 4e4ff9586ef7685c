import { type MissingPrice, missingPricesAt } from '../../domain/missing-prices.ts';
import type { PublishedRoute } from '../../domain/route.ts';
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
    const missing = missingPricesAt({ target, atMs: nowMs });
    if (missing.length === 0) return [];
    const lacking = missing.map((bucket) => `${FIELDS[bucket]}: …`).join(', ');
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

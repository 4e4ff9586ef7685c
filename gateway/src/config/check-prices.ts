import type { ConfigFileModel } from '@latentkit/contract/config-schema';
import type { Access } from '../domain/route.ts';
import type { CheckContext } from './check-context.ts';
import type { ConfigPath } from './config-path.ts';
import type { ResolvedModel } from './resolve-model.ts';

/**
 * Prices must be whole where they are given, and must be known for platform access: what is billed to a workspace's
 * credits can be neither free nor unknown by accident.
 */
export function checkPrices({
  model,
  resolved,
  path,
  access,
  context,
}: {
  readonly model: Pick<ConfigFileModel, 'id' | 'prices'>;
  readonly resolved: ResolvedModel;
  readonly path: ConfigPath;
  readonly access: Access;
  readonly context: CheckContext;
}): void {
  const { prices } = model;
  const pricesPath = [...path, 'prices'];
  if (prices !== undefined) {
    const perUnit = prices.usd_per_image !== undefined || prices.usd_per_request !== undefined;
    if (prices.input_usd_per_mtok === undefined && !perUnit) {
      context.report({
        path: pricesPath,
        message: '"input_usd_per_mtok" is missing',
        instead: 'Add it (0 is allowed), or usd_per_image, or usd_per_request.',
      });
    } else if (prices.output_usd_per_mtok === undefined && resolved.capabilities.has('chat') && !perUnit) {
      context.report({
        path: pricesPath,
        message: '"output_usd_per_mtok" is missing',
        instead: 'Add output_usd_per_mtok: this model writes text.',
      });
    }
  } else if (access === 'platform' && resolved.price === undefined) {
    context.report({
      path,
      message: `the price of ${context.shown({ path, value: model.id })} is not known, and platform access is billed`,
      instead:
        "In the connection's models, write { id: …, prices: { input_usd_per_mtok: …, output_usd_per_mtok: … } }.",
    });
  }
}

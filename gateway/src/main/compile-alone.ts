import { compileSnapshot } from '../control/compile-snapshot.ts';
import type { Definitions, RouteDefinition, RouteSpec } from '../domain/definitions.ts';
import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import type { PublishedRoute } from '../domain/route.ts';
import type { Vault } from '../domain/vault.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';

/** A release of a route as requests would meet it, as if nothing else were published. */
export function compileAlone({
  definitions,
  route,
  spec,
  vault,
  catalogue,
}: {
  readonly definitions: Definitions;
  readonly route: RouteDefinition;
  readonly spec: RouteSpec;
  readonly vault: Pick<Vault, 'open'>;
  readonly catalogue: ModelCatalogue;
}): PublishedRoute | undefined {
  const published = { version: 0, publishedAtMs: 0, spec };
  const only = { ...route, published, canary: undefined, shadow: undefined, schedule: undefined };
  const alone = { ...definitions, routes: [only], keys: [] };
  return compileSnapshot({ definitions: alone, vault, providers: PROVIDERS, catalogue, version: 'test' }).routes.get(
    route.id,
  );
}

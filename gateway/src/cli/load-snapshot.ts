import { CATALOGUE } from '../control/catalogue/catalogue.ts';
import { compileSnapshot } from '../control/compile-snapshot.ts';
import type { Definitions } from '../domain/definitions.ts';
import type { PublishedRoute, Snapshot } from '../domain/route.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';
import { type CliContext, type GlobalOptions, withInstallation } from './cli-context.ts';

/** What a gateway on this data folder serves from, compiled by the same code. */
export interface LoadedSnapshot {
  readonly definitions: Definitions;
  readonly snapshot: Snapshot;
  /** By id: also those that no key points to. */
  readonly routes: ReadonlyMap<string, PublishedRoute>;
  readonly problems: readonly { readonly object: string; readonly message: string }[];
  digest(secret: string): string;
}

export function loadSnapshot({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: GlobalOptions;
}): Promise<LoadedSnapshot> {
  return withInstallation({
    context,
    options,
    work: async ({ store, vault }) => {
      const version = await store.definitionsVersion();
      const definitions = await store.readDefinitions();
      const input = { definitions, vault, providers: PROVIDERS, catalogue: CATALOGUE, version };
      return { definitions, ...compileSnapshot(input), digest: (secret) => vault.digest(secret) };
    },
  });
}

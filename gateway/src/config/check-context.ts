import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';
import type { ConfigPath } from './config-path.ts';

export interface Finding {
  readonly path: ConfigPath;
  readonly part?: 'key' | 'value';
  readonly severity?: 'error' | 'warning';
  readonly message: string;
  readonly instead?: string | undefined;
}

/** What the checks of meaning need beside the part of the file that they check. */
export interface CheckContext {
  readonly providers: ReadonlyMap<string, ProviderAdapter>;
  readonly catalogue: ModelCatalogue;
  report(finding: Finding): void;
  /** A value as a message may show it: as it was written, so that a filled-in variable never appears. */
  shown(input: { readonly path: ConfigPath; readonly value: string }): string;
}

/** A part of the file that its schema accepted, and where it stood. */
export interface Placed<Item> {
  readonly path: ConfigPath;
  readonly item: Item;
}

/** Reports every name that was used before. Names differ by more than case, or people mix them up. */
export function reportDuplicateNames({
  items,
  noun,
  context,
}: {
  readonly items: readonly Placed<{ readonly name: string }>[];
  readonly noun: string;
  readonly context: CheckContext;
}): void {
  const seen = new Set<string>();
  for (const { path, item } of items) {
    const namePath = [...path, 'name'];
    if (seen.has(item.name.toLowerCase())) {
      context.report({
        path: namePath,
        message: `there is already a ${noun} named ${context.shown({ path: namePath, value: item.name })}`,
        instead: 'Give each one a name of its own.',
      });
    }
    seen.add(item.name.toLowerCase());
  }
}

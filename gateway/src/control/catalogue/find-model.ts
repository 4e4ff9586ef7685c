import type { CatalogueModel } from '../../domain/model-catalogue.ts';
import type { CatalogueLine } from './read-catalogue-line.ts';

/** The models of one provider, ready to be looked up. */
export interface ModelIndex {
  readonly models: readonly CatalogueModel[];
  readonly byName: ReadonlyMap<string, CatalogueModel>;
  /** The longest first: `gpt-4o-audio*` before `gpt-4o*`. */
  readonly byBeginning: readonly (readonly [string, CatalogueModel])[];
}

export function indexModels(lines: readonly CatalogueLine[]): ModelIndex {
  const byName = new Map<string, CatalogueModel>();
  const byBeginning: [string, CatalogueModel][] = [];
  // A model's own id counts before another one's second name.
  for (const { model } of lines) byName.set(model.id.toLowerCase(), model);
  for (const { names, model } of lines) {
    for (const name of names.map((text) => text.toLowerCase())) {
      if (name.endsWith('*')) byBeginning.push([name.slice(0, -1), model]);
      else if (!byName.has(name)) byName.set(name, model);
    }
  }
  byBeginning.sort(([one], [other]) => other.length - one.length);
  return { models: lines.map(({ model }) => model), byName, byBeginning };
}

// `-20250514`, `-2025-08-07`, `@20250514`, `-latest`: another day of the same model.
const DAY = /(?:[-@]\d{8}|[-@]\d{4}-\d{2}-\d{2}|-latest)$/;

/**
 * Finds a model the way people and providers write it: in any case, with the name of its maker before it, with a date
 * or `-latest` behind it. A variant that changes the price (`:free`, `:nitro`) is another model, and found only by its
 * whole name.
 */
export function findModel({
  index,
  model,
}: {
  readonly index: ModelIndex;
  readonly model: string;
}): CatalogueModel | undefined {
  const whole = model.toLowerCase();
  const spellings = [whole, whole.slice(whole.lastIndexOf('/') + 1)].flatMap((name) => [name, name.replace(DAY, '')]);
  for (const spelling of spellings) {
    const found = index.byName.get(spelling);
    if (found !== undefined) return found;
  }
  if (whole.includes(':') && !whole.startsWith('ft:')) return undefined;
  for (const spelling of spellings) {
    const found = index.byBeginning.find(([beginning]) => spelling.startsWith(beginning));
    if (found !== undefined) return found[1];
  }
  return undefined;
}

import type { CatalogueModel, ModelCatalogue } from '../../domain/model-catalogue.ts';
import { CATALOGUE_TEXT } from './catalogue.gen.ts';
import { findModel, indexModels, type ModelIndex } from './find-model.ts';
import { readCatalogueLine } from './read-catalogue-line.ts';

interface Section {
  readonly provider: string;
  readonly fallback: string | undefined;
  readonly lines: readonly string[];
}

/**
 * Reads the generated catalogue. A provider's lines are parsed when it is first asked for: an installation with two
 * providers pays for two.
 */
export function openCatalogue({ text }: { readonly text: string }): ModelCatalogue {
  const sections = new Map(cutSections(text).map((section) => [section.provider, section]));
  const indexes = new Map<string, ModelIndex>();

  function indexOf(section: Section): ModelIndex {
    const { provider, lines } = section;
    const index = indexes.get(provider) ?? indexModels(lines.map((line) => readCatalogueLine({ provider, line })));
    indexes.set(provider, index);
    return index;
  }

  function find({
    provider,
    model,
  }: {
    readonly provider: string;
    readonly model: string;
  }): CatalogueModel | undefined {
    const section = sections.get(provider);
    if (section === undefined) return undefined;
    const found = findModel({ index: indexOf(section), model });
    if (found !== undefined || section.fallback === undefined) return found;
    const elsewhere = find({ provider: section.fallback, model });
    return elsewhere && { ...elsewhere, provider };
  }

  return { find, list: () => [...sections.values()].flatMap((section) => indexOf(section).models) };
}

function cutSections(text: string): Section[] {
  return text
    .split('\n# ')
    .slice(1)
    .map((part) => {
      const [head = '', ...lines] = part.split('\n');
      const [provider = '', fallback] = head.split(' ');
      return { provider, fallback, lines: lines.filter((line) => line !== '') };
    });
}

export const CATALOGUE: ModelCatalogue = openCatalogue({ text: CATALOGUE_TEXT });

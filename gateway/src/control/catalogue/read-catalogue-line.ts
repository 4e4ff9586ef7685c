import type { Capability } from '@latentkit/contract/capability';
import type { CatalogueModel } from '../../domain/model-catalogue.ts';
import type { Price } from '../../domain/price.ts';

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
      price: readPrice(prices),
      priceVaries: prices.includes('v'),
    },
  };
}

function readPrice(columns: readonly string[]): Price | undefined {
  const [input, cachedInput, cacheWrite5m, cacheWrite1h, audioInput, output, audioOutput, image, request] =
    columns.map(readNumber);
  if (input === undefined || output === undefined) return undefined;
  return {
    inputUsdPerMtok: input,
    cachedInputUsdPerMtok: cachedInput,
    cacheWrite5mUsdPerMtok: cacheWrite5m,
    cacheWrite1hUsdPerMtok: cacheWrite1h,
    audioInputUsdPerMtok: audioInput,
    outputUsdPerMtok: output,
    reasoningUsdPerMtok: undefined,
    audioOutputUsdPerMtok: audioOutput,
    usdPerImage: image,
    usdPerRequest: request,
    tiers: [],
  };
}

function readNumber(text: string | undefined): number | undefined {
  const number = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isNaN(number) ? undefined : number;
}

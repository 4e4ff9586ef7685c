import type { ConditionalPrice, ModelInfo, ModelPrice } from '@pydantic/genai-prices';

const UNKNOWN = ['-', '-', '-', '-', '-', '-', '-', '-', '-', '-'];

/** The base price that is valid on a day, as columns of the catalogue. */
export function priceColumns({
  info,
  day,
}: {
  readonly info: Pick<ModelInfo, 'prices'> | undefined;
  readonly day: string;
}): readonly string[] {
  if (info === undefined) return UNKNOWN;
  const valid = validPrice({ prices: info.prices, day });
  const price = (name: string): number | undefined => basePrice(valid[name]);
  const input = price('input_mtok');
  // Pictures that a model writes are tokens of their own; where they have a price, it is what an image task costs.
  const output = price('output_image_mtok') ?? price('output_mtok');
  const perThousand = price('requests_kcount');
  if (input === undefined && output === undefined && perThousand === undefined) return UNKNOWN;
  const columns = [
    input ?? 0,
    price('cache_read_mtok'),
    price('cache_write_mtok'),
    price('cache_write_1h_mtok'),
    price('input_audio_mtok'),
    output ?? 0,
    price('output_audio_mtok'),
    undefined,
    perThousand === undefined ? undefined : perThousand / 1_000,
  ];
  return [...columns.map((value) => (value === undefined ? '-' : String(value))), varies({ info, valid }) ? 'v' : '-'];
}

/** Of several prices the last that has begun; those of a time of day are left out. */
function validPrice({ prices, day }: { readonly prices: ModelInfo['prices']; readonly day: string }): ModelPrice {
  if (!isConditional(prices)) return prices;
  const begun = prices.filter(
    ({ constraint }) => constraint === undefined || (constraint.type === 'start_date' && constraint.start_date <= day),
  );
  return begun.at(-1)?.prices ?? {};
}

function isConditional(prices: ModelInfo['prices']): prices is ConditionalPrice[] {
  return Array.isArray(prices);
}

function basePrice(value: ModelPrice[string]): number | undefined {
  return typeof value === 'object' ? value.base : value;
}

function varies({ info, valid }: { readonly info: Pick<ModelInfo, 'prices'>; readonly valid: ModelPrice }): boolean {
  const timed = isConditional(info.prices) && info.prices.some(({ constraint }) => constraint?.type === 'time_of_date');
  const tiered = Object.values(valid).some((value) => typeof value === 'object');
  return timed || tiered || valid['input_image_mtok'] !== undefined;
}

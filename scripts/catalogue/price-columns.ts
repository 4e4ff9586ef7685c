import type { ConditionalPrice, ModelInfo, ModelPrice } from '@pydantic/genai-prices';

const COLUMNS = 10;
const UNKNOWN = Array.from({ length: COLUMNS }, () => '-');

/** The prices that are valid on a day and later, as columns of the catalogue: see the head of catalogue.gen.ts. */
export function priceColumns({
  info,
  day,
}: {
  readonly info: Pick<ModelInfo, 'prices' | 'id'> | undefined;
  readonly day: string;
}): readonly string[] {
  if (info === undefined) return UNKNOWN;
  const [valid, ...later] = validPrices({ prices: info.prices, day });
  const columns = writePrice(valid?.prices ?? {});
  if (columns.every((column) => column === '-')) return UNKNOWN;
  return [
    ...columns,
    ...later.flatMap(({ from, prices }) => [`@${from}`, ...writePrice(prices)]),
    ...(varies({ info, valid: valid?.prices ?? {} }) ? ['v'] : []),
  ];
}

interface DatedPrice {
  readonly from: string;
  readonly prices: ModelPrice;
}

/** Of several prices the last that has begun, and those that will; those of a time of day are left out. */
function validPrices({
  prices,
  day,
}: {
  readonly prices: ModelInfo['prices'];
  readonly day: string;
}): readonly DatedPrice[] {
  if (!isConditional(prices)) return [{ from: '', prices }];
  const dated = prices.flatMap(({ constraint, prices: inner }): DatedPrice[] => {
    if (constraint === undefined) return [{ from: '', prices: inner }];
    return constraint.type === 'start_date' ? [{ from: constraint.start_date, prices: inner }] : [];
  });
  const begun = dated.filter(({ from }) => from <= day);
  return [...begun.slice(-1), ...dated.filter(({ from }) => from > day)];
}

function isConditional(prices: ModelInfo['prices']): prices is ConditionalPrice[] {
  return Array.isArray(prices);
}

/**
 * The base price and its tiers. The list's tiers count for the whole request once its input, cached tokens included, is
 * more than `start`, as with us (catalogue.test.ts compares the results).
 */
function writePrice(prices: ModelPrice): readonly string[] {
  const bounds = new Set(
    Object.values(prices).flatMap((value) => (typeof value === 'object' ? value.tiers.map(({ start }) => start) : [])),
  );
  return [
    ...writeRates((name) => {
      const value = prices[name];
      return typeof value === 'object' ? value.base : value;
    }),
    ...[...bounds]
      .toSorted((one, other) => one - other)
      .flatMap((bound) => [`>${bound}`, ...writeRates((name) => tierPrice({ value: prices[name], bound }))]),
  ];
}

function tierPrice({ value, bound }: { value: ModelPrice[string]; bound: number }): number | undefined {
  if (typeof value !== 'object') return undefined;
  const reached = value.tiers.filter(({ start }) => start <= bound);
  return reached.toSorted((one, other) => other.start - one.start)[0]?.price;
}

function writeRates(priceOf: (name: string) => number | undefined): readonly string[] {
  const text = priceOf('output_mtok');
  // Pictures that a model writes are tokens of their own; where they have a price, it is what an image task costs, and
  // what is thought before them costs what text costs.
  const picture = priceOf('output_image_mtok');
  const perThousand = priceOf('requests_kcount');
  return [
    priceOf('input_mtok'),
    priceOf('cache_read_mtok'),
    priceOf('cache_write_mtok'),
    priceOf('cache_write_1h_mtok'),
    priceOf('input_audio_mtok'),
    picture ?? text,
    priceOf('output_reasoning_mtok') ?? (picture === undefined ? undefined : text),
    priceOf('output_audio_mtok'),
    undefined,
    perThousand === undefined ? undefined : perThousand / 1_000,
  ].map((value) => (value === undefined ? '-' : shortest(value)));
}

/** More than nine decimals cannot be charged. */
function shortest(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, '');
}

/**
 * Where the list says more than our buckets can: the time of day, pictures and cached sound that go in at a price of
 * their own, what was searched and cited, a fee that depends on how much is searched; and where it does not say what
 * sound costs in a model that is made for it.
 */
function varies({
  info,
  valid,
}: {
  readonly info: Pick<ModelInfo, 'prices' | 'id'>;
  readonly valid: ModelPrice;
}): boolean {
  const timed = isConditional(info.prices) && info.prices.some(({ constraint }) => constraint?.type === 'time_of_date');
  const apart = [
    ['input_image_mtok', 'input_mtok'],
    ['cache_audio_read_mtok', 'cache_read_mtok'],
    ['output_citation_mtok', undefined],
    ['requests_kcount', undefined],
  ] as const;
  const more = apart.some(([name, bucket]) => {
    const own = valid[name];
    return own !== undefined && (bucket === undefined || own !== valid[bucket]);
  });
  return timed || more || (/audio/.test(info.id) && valid['input_audio_mtok'] === undefined);
}

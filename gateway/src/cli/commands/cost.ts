import { parseStart } from '../../config/parse-start.ts';
import { CATALOGUE_DAY } from '../../control/catalogue/catalogue.gen.ts';
import { type Invoice, type InvoiceLine, invoiceOf } from '../../domain/invoice.ts';
import { formatUsd } from '../../domain/money.ts';
import type { CliContext } from '../cli-context.ts';
import { CliError, EXIT, usageError } from '../cli-error.ts';
import { type FoundPrices, findPrices, type PricesOptions } from '../find-prices.ts';
import { formatTable } from '../format-table.ts';
import { printOne } from '../print-list.ts';
import { readUsageOption } from '../read-usage-option.ts';

export interface CostOptions extends PricesOptions {
  readonly usage: string;
  readonly at?: string | undefined;
}

/** `latentkit cost`: the invoice of one attempt, line by line, by the code that charges it. */
export async function cost({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: CostOptions;
}): Promise<number> {
  const usage = readUsageOption(options.usage);
  const atMs = options.at === undefined ? context.now() : parseStart(options.at);
  if (atMs === undefined)
    throw usageError('--at is not a moment in time.', 'Write 2027-01-31 or 2027-01-31T12:00:00Z.');
  const found = await findPrices({ context, options });
  const invoice = invoiceOf({ usage, prices: found.prices, atMs, access: found.access });
  if ('unpriced' in invoice) {
    throw new CliError(
      `This cannot be priced: ${options.model} has no price for ${invoice.unpriced.map((bucket) => WORDS[bucket][0]).join(', ')}.`,
      {
        hint: 'Give one in the connection\'s models. An answer would say "unpriced".',
      },
    );
  }
  printOne({
    context,
    options,
    json: toJson({ model: options.model, found, invoice }),
    lines: toLines({ model: options.model, found, invoice }),
  });
  return EXIT.ok;
}

interface Priced {
  readonly model: string;
  readonly found: FoundPrices;
  readonly invoice: Invoice;
}

const SOURCE: Readonly<Record<FoundPrices['from'], string>> = {
  operator: "the operator's prices",
  catalogue: `prices of the catalogue as of ${CATALOGUE_DAY}`,
  provider: 'answered inside the gateway',
};

function toLines({ model, found, invoice }: Priced): string[] {
  const { priceFromMs, tierAboveInputTokens: tier, lines, costNanoUsd } = invoice;
  const since = priceFromMs === 0 ? '' : `, valid from ${new Date(priceFromMs).toISOString()}`;
  const above = tier === undefined ? '' : `, for more than ${tier} input tokens`;
  return [
    `${model} (${found.provider}): ${SOURCE[found.from]}${since}${above}`,
    '',
    formatTable({ columns: COLUMNS, rows: [...lines, { ...TOTAL, nanoUsd: costNanoUsd }] }).trimEnd(),
  ];
}

const TOTAL = { bucket: 'total', amount: undefined, unitUsd: undefined } as const;

type Row = Omit<InvoiceLine, 'bucket' | 'amount'> & {
  readonly bucket: InvoiceLine['bucket'] | 'total';
  readonly amount: number | undefined;
};

/** The names of the buckets in JSON, and for a person. */
const WORDS: Readonly<Record<Row['bucket'], readonly [string, string]>> = {
  input: ['input', 'input'],
  cachedInput: ['cached_input', 'input from a cache'],
  cacheWrite5m: ['cache_write_5m', 'input to a cache, 5 min'],
  cacheWrite1h: ['cache_write_1h', 'input to a cache, 1 h'],
  audioInput: ['audio_input', 'audio in'],
  output: ['output', 'output'],
  reasoning: ['reasoning', 'reasoning'],
  audioOutput: ['audio_output', 'audio out'],
  image: ['image', 'images'],
  request: ['request', 'the request'],
  margin: ['margin', 'margin'],
  total: ['total', 'total'],
};

const COLUMNS = [
  { title: '', text: ({ bucket }: Row) => WORDS[bucket][1] },
  { title: 'AMOUNT', align: 'right', text: amountText },
  {
    title: '$ EACH',
    align: 'right',
    text: ({ bucket, unitUsd }: Row) => (unitUsd === undefined ? '' : `${unitUsd}${perText(bucket)}`),
  },
  { title: '$', align: 'right', text: ({ nanoUsd }: Row) => formatUsd(nanoUsd) },
] as const;

function amountText({ bucket, amount }: Row): string {
  return `${amount ?? ''}${bucket === 'margin' ? ' %' : ''}`;
}

function perText(bucket: Row['bucket']): string {
  return bucket === 'image' || bucket === 'request' ? '  ' : '/M';
}

function toJson({ model, found, invoice }: Priced): object {
  return {
    model,
    provider: found.provider,
    access: found.access,
    prices_from: found.from,
    valid_from: invoice.priceFromMs === 0 ? undefined : new Date(invoice.priceFromMs).toISOString(),
    above_input_tokens: invoice.tierAboveInputTokens,
    lines: invoice.lines.map(({ bucket, amount, unitUsd, nanoUsd }) => ({
      bucket: WORDS[bucket][0],
      amount,
      usd_each: unitUsd,
      per: bucket === 'margin' ? undefined : bucket === 'image' || bucket === 'request' ? bucket : 'million_tokens',
      usd: formatUsd(nanoUsd),
    })),
    provider_usd: formatUsd(invoice.providerCostNanoUsd),
    usd: formatUsd(invoice.costNanoUsd),
  };
}

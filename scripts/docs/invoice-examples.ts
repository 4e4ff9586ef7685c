import { formatUsd } from '../../gateway/src/domain/money.ts';
import { PROVIDERS } from '../../gateway/src/providers/registry.gen.ts';
import { type GoldenInvoice, readGoldenInvoices } from '../../gateway/tests/invoices/read-golden-invoices.ts';
import { markdownTable } from './markdown-table.ts';

/** One worked example of each provider: the first of its golden invoices, whose figures a test holds against the code. */
export function writeInvoiceExamples(): string {
  const invoices = readGoldenInvoices();
  return [...PROVIDERS.values()]
    .flatMap((adapter) => {
      const [golden] = invoices.get(adapter.id) ?? [];
      return golden === undefined ? [] : [writeExample({ label: adapter.label, golden })];
    })
    .join('\n\n');
}

function writeExample({ label, golden }: { readonly label: string; readonly golden: GoldenInvoice }): string {
  const { name, model, usage, lines, margin_nano_usd: margin, cost_usd: cost, arithmetic } = golden;
  const rows = lines.map(([bucket, amount, unit, nanoUsd]) => [
    BUCKETS[bucket] ?? bucket,
    String(amount),
    `$${unit}${bucket === 'image' || bucket === 'request' ? '' : ' a million'}`,
    `$${formatUsd(nanoUsd)}`,
  ]);
  const added = margin === 0 ? [] : [['margin', `${golden.margin_percent} %`, '', `$${formatUsd(margin)}`]];
  const table = markdownTable({
    head: ['Bucket', 'Amount', 'Price', 'Cost'],
    rows: [...rows, ...added, ['**total**', '', '', `**$${cost}**`]],
  });
  const reported =
    usage === undefined ? [] : ['It reports:', `\`\`\`json\n${JSON.stringify(usage, undefined, 2)}\n\`\`\``];
  return [`### ${label}`, `\`${model}\`: ${name}.`, ...reported, table, `In nano-dollars: ${arithmetic}.`].join('\n\n');
}

const BUCKETS: Readonly<Record<string, string>> = {
  input: 'input',
  cachedInput: 'cached input',
  cacheWrite5m: 'cache write, 5 min',
  cacheWrite1h: 'cache write, 1 h',
  audioInput: 'audio input',
  output: 'output',
  reasoning: 'reasoning',
  audioOutput: 'audio output',
  image: 'image',
  request: 'request',
};

import { NANO_PER_USD } from '../domain/money.ts';
import { FIGURE_AT, FIGURES, type Figure } from './sum-columns.ts';
import type { EntryView, SparseCounts } from './sums-format.ts';
import { percentile, TIME_BUCKETS } from './time-buckets.ts';

/** What the entries of a row of a report add up to. */
export interface UsageTally {
  add(entry: EntryView, fundedBy: string): void;
  figure(name: Exclude<Figure, `${string}_dollars` | `${string}_nanos`>): number;
  /** Exact, as decimal dollars with nine places. */
  usd(amount: Amount): string;
  latencyMs(share: number): number | undefined;
  firstContentMs(share: number): number | undefined;
}

/** `cost` is `byok` and `credits` and `allowance`; `provider` is what providers take for it by their list prices. */
export type Amount = 'cost' | 'byok' | 'credits' | 'allowance' | 'managed' | 'provider';

const COST_DOLLARS = FIGURE_AT('cost_dollars');
const COST_NANOS = FIGURE_AT('cost_nanos');

export function createUsageTally(): UsageTally {
  const figures = new Float64Array(FIGURES.length);
  const latency = new Uint32Array(TIME_BUCKETS);
  const firstContent = new Uint32Array(TIME_BUCKETS);
  const paid = { byok: newMoney(), credits: newMoney(), allowance: newMoney() };
  return {
    add(entry, fundedBy) {
      for (let at = 0; at < figures.length; at++) figures[at] = (figures[at] ?? 0) + (entry.figures[at] ?? 0);
      addCounts({ counts: entry.latency, to: latency });
      addCounts({ counts: entry.firstContent, to: firstContent });
      if (fundedBy !== 'byok' && fundedBy !== 'credits' && fundedBy !== 'allowance') return;
      paid[fundedBy].dollars += entry.figures[COST_DOLLARS] ?? 0;
      paid[fundedBy].nanos += entry.figures[COST_NANOS] ?? 0;
    },
    figure: (name) => figures[FIGURE_AT(name)] ?? 0,
    usd(amount) {
      const figure = (name: Figure) => figures[FIGURE_AT(name)] ?? 0;
      switch (amount) {
        case 'cost':
          return usdText({ dollars: figure('cost_dollars'), nanos: figure('cost_nanos') });
        case 'provider':
          return usdText({ dollars: figure('provider_cost_dollars'), nanos: figure('provider_cost_nanos') });
        case 'managed':
          return usdText({
            dollars: paid.credits.dollars + paid.allowance.dollars,
            nanos: paid.credits.nanos + paid.allowance.nanos,
          });
        default:
          return usdText(paid[amount]);
      }
    },
    latencyMs: (share) => percentile({ counts: latency, share }),
    firstContentMs: (share) => percentile({ counts: firstContent, share }),
  };
}

interface Money {
  dollars: number;
  /** As many as there are. */
  nanos: number;
}

function newMoney(): Money {
  return { dollars: 0, nanos: 0 };
}

function usdText({ dollars, nanos }: Money): string {
  const whole = dollars + Math.floor(nanos / NANO_PER_USD);
  return `${whole}.${String(nanos % NANO_PER_USD).padStart(9, '0')}`;
}

function addCounts({ counts, to }: { counts: SparseCounts; to: Uint32Array }): void {
  for (let at = 0; at < counts.length; at++) {
    const bucket = counts.buckets[at] ?? 0;
    to[bucket] = (to[bucket] ?? 0) + (counts.counts[at] ?? 0);
  }
}

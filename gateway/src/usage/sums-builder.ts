import { NANO_PER_USD } from '../domain/money.ts';
import type { UsageAttempt, UsageRow, UsageSums } from '../domain/usage-store.ts';
import { DIMENSION_AT, FIGURE_AT, FIGURES, type Figure } from './sum-columns.ts';
import { readSums, type SparseCounts, type SumsEntry, writeSums } from './sums-format.ts';
import { timeBucket } from './time-buckets.ts';

/** Adds up the requests of one workspace, or sums that were made of them. */
export interface SumsBuilder {
  addRow(row: UsageRow): void;
  /** What `detail` gave before. */
  addDetail(sums: Uint8Array): void;
  detail(): UsageSums['detail'];
  totals(): UsageSums['totals'];
}

export function createSumsBuilder(): SumsBuilder {
  const entries: Entries = new Map();
  return {
    addRow: (row) => addRow({ row, entries }),
    addDetail(sums) {
      let texts: readonly string[] = [];
      readSums({
        sums,
        onTexts: (found) => {
          texts = found;
        },
        onEntry({ dimensions, figures, latency, firstContent }) {
          const entry = entryFor({ entries, dimensions: Array.from(dimensions, (place) => texts[place] ?? '') });
          addFigures({ figures, to: entry.figures });
          addCounts({ counts: latency, to: entry.latency });
          addCounts({ counts: firstContent, to: entry.firstContent });
        },
      });
    },
    detail: () => writeSums([...entries.values()].map(inWholeDollars)),
    totals: () => writeSums([...collapse(entries).values()].map(inWholeDollars)),
  };
}

/** What of an entry's dimensions the totals keep. */
const KEPT_IN_TOTALS: readonly number[] = [DIMENSION_AT('access'), DIMENSION_AT('funded_by')];

/** A column can hold no text with this character in it. */
const SEPARATOR = '\0';

/** No attempt has more of anything: a trillion. */
const MOST_AT_ONCE = 1e12;

interface GrowingEntry extends SumsEntry {
  readonly latency: Map<number, number>;
  readonly firstContent: Map<number, number>;
}

type Entries = Map<string, GrowingEntry>;

function entryFor({ entries, dimensions }: { entries: Entries; dimensions: readonly string[] }): GrowingEntry {
  const name = dimensions.join(SEPARATOR);
  const known = entries.get(name);
  if (known !== undefined) return known;
  const figures = new Float64Array(FIGURES.length);
  const entry = { dimensions, figures, latency: new Map<number, number>(), firstContent: new Map<number, number>() };
  entries.set(name, entry);
  return entry;
}

function addRow({ row, entries }: { row: UsageRow; entries: Entries }): void {
  const ofRequest = [
    row.keyId ?? '',
    row.keyName ?? '',
    row.routeId ?? '',
    row.routeName ?? '',
    row.capability ?? '',
    row.member ?? '',
    row.tags.length === 0 ? '' : JSON.stringify([...new Set(row.tags)].sort()),
  ];
  let entry: GrowingEntry | undefined;
  for (const attempt of row.attempts) {
    const { connection, model, access, fundedBy } = attempt;
    entry = entryFor({ entries, dimensions: [...ofRequest, connection, model, access, fundedBy] });
    addAttempt({ attempt, to: entry.figures });
  }
  // The last attempt's; a request that was refused before the first has an entry without one.
  entry ??= entryFor({ entries, dimensions: [...ofRequest, '', '', '', ''] });
  add({ figure: row.outcome, amount: 1, to: entry.figures });
  if (row.replayOf !== undefined) add({ figure: 'replayed', amount: 1, to: entry.figures });
  if (row.outcome !== 'answered') return;
  count({ durationMs: row.totalMs, in: entry.latency });
  if (row.firstContentMs !== undefined) count({ durationMs: row.firstContentMs, in: entry.firstContent });
}

function addAttempt({ attempt, to }: { attempt: UsageAttempt; to: Float64Array }): void {
  const { usage, outcome, costNanoUsd, providerCostNanoUsd } = attempt;
  add({ figure: 'attempts', amount: 1, to });
  if (outcome !== 'answered' && outcome !== 'cancelled') add({ figure: 'failed_attempts', amount: 1, to });
  if (costNanoUsd !== undefined) addMoney({ nanoUsd: costNanoUsd, dollars: 'cost_dollars', nanos: 'cost_nanos', to });
  if (providerCostNanoUsd !== undefined) {
    addMoney({ nanoUsd: providerCostNanoUsd, dollars: 'provider_cost_dollars', nanos: 'provider_cost_nanos', to });
  }
  if (usage === undefined) return;
  if (usage.estimated) add({ figure: 'estimated_attempts', amount: 1, to });
  if (costNanoUsd === undefined) add({ figure: 'unpriced_attempts', amount: 1, to });
  add({ figure: 'input_tokens', amount: usage.inputTokens, to });
  add({ figure: 'cached_input_tokens', amount: usage.cachedInputTokens, to });
  add({ figure: 'cache_write_5m_tokens', amount: usage.cacheWrite5mTokens, to });
  add({ figure: 'cache_write_1h_tokens', amount: usage.cacheWrite1hTokens, to });
  add({ figure: 'audio_input_tokens', amount: usage.audioInputTokens, to });
  add({ figure: 'output_tokens', amount: usage.outputTokens, to });
  add({ figure: 'reasoning_tokens', amount: usage.reasoningTokens, to });
  add({ figure: 'audio_output_tokens', amount: usage.audioOutputTokens, to });
  add({ figure: 'images', amount: usage.images, to });
}

function add({ figure, amount, to }: { figure: Figure; amount: number; to: Float64Array }): void {
  const at = FIGURE_AT(figure);
  // Some are what a provider says: one absurd count must not spoil all the sums that it is part of.
  if (amount > 0) to[at] = (to[at] ?? 0) + Math.min(Math.round(amount), MOST_AT_ONCE);
}

function addMoney({
  nanoUsd,
  dollars,
  nanos,
  to,
}: {
  readonly nanoUsd: number;
  readonly dollars: Figure;
  readonly nanos: Figure;
  readonly to: Float64Array;
}): void {
  add({ figure: dollars, amount: Math.floor(nanoUsd / NANO_PER_USD), to });
  add({ figure: nanos, amount: nanoUsd % NANO_PER_USD, to });
}

function count({ durationMs, in: counts }: { durationMs: number; in: Map<number, number> }): void {
  addCount({ bucket: timeBucket(durationMs), times: 1, to: counts });
}

function addCounts({ counts, to }: { counts: SparseCounts; to: Map<number, number> }): void {
  for (let at = 0; at < counts.length; at++) {
    addCount({ bucket: counts.buckets[at] ?? 0, times: counts.counts[at] ?? 0, to });
  }
}

function addCount({ bucket, times, to }: { bucket: number; times: number; to: Map<number, number> }): void {
  to.set(bucket, (to.get(bucket) ?? 0) + times);
}

function addFigures({ figures, to }: { figures: Float64Array; to: Float64Array }): void {
  for (let at = 0; at < to.length; at++) to[at] = (to[at] ?? 0) + (figures[at] ?? 0);
}

/** Nanos that make a dollar become one, so that sums of sums stay exact. */
function inWholeDollars(entry: SumsEntry): SumsEntry {
  const figures = Float64Array.from(entry.figures);
  for (const [dollars, nanos] of [
    [FIGURE_AT('cost_dollars'), FIGURE_AT('cost_nanos')],
    [FIGURE_AT('provider_cost_dollars'), FIGURE_AT('provider_cost_nanos')],
  ] as const) {
    const rest = figures[nanos] ?? 0;
    figures[dollars] = (figures[dollars] ?? 0) + Math.floor(rest / NANO_PER_USD);
    figures[nanos] = rest % NANO_PER_USD;
  }
  return { ...entry, figures };
}

function collapse(entries: Entries): Entries {
  const collapsed: Entries = new Map();
  for (const { dimensions, figures, latency, firstContent } of entries.values()) {
    const kept = dimensions.map((text, at) => (KEPT_IN_TOTALS.includes(at) ? text : ''));
    const entry = entryFor({ entries: collapsed, dimensions: kept });
    addFigures({ figures, to: entry.figures });
    for (const [bucket, times] of latency) addCount({ bucket, times, to: entry.latency });
    for (const [bucket, times] of firstContent) addCount({ bucket, times, to: entry.firstContent });
  }
  return collapsed;
}

import type { LoggedRequests } from '../count-logged-requests.ts';
import type { OpenStreams } from '../measures/measure-open-streams.ts';
import type { RequestCount } from '../measures/request-count.ts';
import { addedOf, type MeasureId, median, ratiosOf, type Sample, valuesOf } from '../measures/samples.ts';
import type { TakenProfile } from '../measures/take-profile.ts';
import type { Side } from '../targets.ts';
import { readGoals, verdictOf } from './goals.ts';
import { writeProfiles } from './write-profile.ts';
import { writeTable } from './write-table.ts';

export interface Results {
  readonly samples: readonly Sample[];
  readonly rounds: number;
  readonly idleBytes: number;
  readonly openStreams: OpenStreams;
  /** Resident memory of the gateway after everything. */
  readonly lastBytes: number;
  readonly count: RequestCount;
  readonly logged: LoggedRequests;
  readonly profiles: readonly TakenProfile[];
  readonly machine: readonly string[];
  readonly command: string;
  readonly date: string;
}

const TOP_FUNCTIONS = 15;

/** The whole report as Markdown. */
export function writeReport(results: Results): string {
  const { machine, command, date, rounds, profiles } = results;
  const parts = [
    '# Benchmark results',
    `Written by \`${command}\` on ${date}. What the figures mean: docs/benchmarks.md.`,
    machine.map((line) => `- ${line}`).join('\n'),
    `Medians of ${rounds} rounds; in brackets the lowest and the highest round. Floor: a bare node:http + undici proxy. Gateway: LatentKit with keys, plan, limits, budgets, request log and journal on, from its built bundle.`,
    '## Goals',
    writeGoals(results),
    '## Requests',
    writeRequests(results),
    '## Time at 1,000 requests a second, and to the first content',
    writeTimes(results),
    '## Streams',
    writeStreams(results),
    '## Memory of the gateway',
    writeMemory(results),
    '## Request log',
    writeLog(results),
  ];
  if (profiles.length > 0) parts.push('## Where the time goes', writeProfiles({ profiles, top: TOP_FUNCTIONS }));
  return `${parts.join('\n\n')}\n`;
}

function writeGoals(results: Results): string {
  return writeTable({
    head: ['', 'figure', 'goal', ''],
    rows: readGoals(results).map((goal) => {
      const { name, figure, atMost, unit } = goal;
      return [name, `${figure.toFixed(2)} ${unit}`, `≤ ${atMost} ${unit}`, verdictOf(goal)];
    }),
  });
}

function writeRequests({ samples }: Results): string {
  const rows: string[][] = [];
  for (const [measure, name] of [
    ['saturation', 'as many as go through, 32 connections'],
    ['many connections', 'as many as go through, 128 connections'],
    ['steady', '1,000 a second'],
  ] as const) {
    rows.push([
      `CPU per request, µs: ${name}`,
      ...floorAndGateway({ samples, measure, value: 'cpuMicros', digits: 0 }),
    ]);
    if (measure === 'steady') continue;
    rows.push([`requests a second: ${name}`, ...floorAndGateway({ samples, measure, value: 'perSecond', digits: 0 })]);
    rows.push([`cores in use: ${name}`, ...floorAndGateway({ samples, measure, value: 'coresUsed', digits: 2 })]);
  }
  return writeTable({ head: ['', 'floor', 'gateway', 'gateway ÷ floor'], rows });
}

function writeStreams({ samples }: Results): string {
  const rows: string[][] = [];
  for (const [measure, name] of [
    ['single chunks', 'each alone'],
    ['burst', '100 in a burst'],
  ] as const) {
    rows.push([`CPU per chunk, µs: ${name}`, ...floorAndGateway({ samples, measure, value: 'cpuMicros', digits: 1 })]);
    rows.push([`chunks a second: ${name}`, ...floorAndGateway({ samples, measure, value: 'perSecond', digits: 0 })]);
    rows.push([`cores in use: ${name}`, ...floorAndGateway({ samples, measure, value: 'coresUsed', digits: 2 })]);
  }
  return writeTable({ head: ['', 'floor', 'gateway', 'gateway ÷ floor'], rows });
}

function writeTimes({ samples }: Results): string {
  const head = [
    'ms',
    'upstream alone',
    'through the floor',
    'through the gateway',
    'added by the floor',
    'added by the gateway',
  ];
  const rows: string[][] = [];
  for (const [measure, name] of [
    ['steady', 'whole answer, 1,000 a second'],
    ['first content', 'first content, 100 streams a second'],
  ] as const) {
    for (const value of ['p50Ms', 'p99Ms'] as const) {
      const question = { samples, measure, value };
      const of = (side: Side) => withSpread(valuesOf({ ...question, side }), 2);
      const added = (side: Side) => withSpread(addedOf({ ...question, side }), 2);
      const percentile = value === 'p50Ms' ? 'p50' : 'p99';
      rows.push([`${percentile}: ${name}`, of('direct'), of('floor'), of('gateway'), added('floor'), added('gateway')]);
    }
  }
  return writeTable({ head, rows });
}

function writeMemory({ idleBytes, openStreams, lastBytes }: Results): string {
  const { count, beforeBytes, openBytes } = openStreams;
  const perStream = (openBytes - beforeBytes) / count / 1e3;
  return writeTable({
    head: ['resident', 'MB'],
    rows: [
      ['idle, 5 s after the start', megabytes(idleBytes)],
      [`with ${count.toLocaleString('en')} open streams`, `${megabytes(openBytes)} (${perStream.toFixed(1)} kB each)`],
      ['after the whole run', megabytes(lastBytes)],
    ],
  });
}

function writeLog({ count, logged }: Results): string {
  const rows = [
    ['answered', String(count.answered), String(logged.answered)],
    ['given up by the client, or failed', String(count.abandoned + count.failed), String(logged.other)],
  ];
  const verdict = isLogWhole({ count, logged }) ? 'Nothing was lost.' : '**Rows are missing or too many.**';
  return `${writeTable({ head: ['requests to the gateway', 'sent', 'in the log'], rows })}\n\n${verdict}`;
}

/** Whether the log has exactly the requests that were made. */
export function isLogWhole({ count, logged }: Pick<Results, 'count' | 'logged'>): boolean {
  return logged.answered === count.answered && logged.other === count.abandoned + count.failed;
}

interface Pair {
  readonly samples: readonly Sample[];
  readonly measure: MeasureId;
  readonly value: 'cpuMicros' | 'perSecond' | 'coresUsed';
  readonly digits: number;
}

function floorAndGateway({ digits, ...question }: Pair): string[] {
  const of = (side: Side) => withSpread(valuesOf({ ...question, side }), digits);
  return [of('floor'), of('gateway'), withSpread(ratiosOf(question), 2)];
}

function withSpread(values: readonly number[], digits: number): string {
  const text = (value: number) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text(median(values))} (${text(Math.min(...values))}–${text(Math.max(...values))})`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

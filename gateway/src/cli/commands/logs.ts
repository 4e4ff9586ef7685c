import type { KeyId } from '../../domain/ids.ts';
import type { RequestRecord } from '../../domain/request-record.ts';
import type { RequestQuery, Store } from '../../domain/store.ts';
import { type CliContext, type GlobalOptions, type OpenInstallation, withInstallation } from '../cli-context.ts';
import { EXIT, usageError } from '../cli-error.ts';
import { findKey } from '../find-definition.ts';
import { formatTable } from '../format-table.ts';
import type { GatewayFound } from '../gateway-found.ts';
import { requestJson } from '../request-json.ts';
import { costText, durationText } from '../text-of-values.ts';

export interface LogsOptions extends GlobalOptions {
  readonly limit: string;
  readonly follow?: boolean | undefined;
  readonly key?: string | undefined;
  readonly outcome?: string | undefined;
  readonly trace?: string | undefined;
}

const OUTCOMES = ['answered', 'failed', 'cut', 'cancelled'] as const;
const TRACE_ID = /^[0-9a-f]{32}$/;
const FOLLOW_EVERY_MS = 500;
/** So many of the newest are looked through each time; `--limit` shows no more than these with `--follow`. */
const LOOK_BACK = 500;

interface LogsInput {
  readonly context: CliContext;
  readonly options: LogsOptions;
}

/** `latentkit logs`: the newest requests, newest first; with `--follow` in the order in which they happen. */
export async function logs({ context, options }: LogsInput): Promise<number> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) {
    throw usageError(`--limit ${options.limit} is no number from 1 to 10000.`);
  }
  const outcome = OUTCOMES.find((known) => known === options.outcome);
  if (options.outcome !== undefined && outcome === undefined) {
    throw usageError(`--outcome ${options.outcome} does not exist.`, `They are: ${OUTCOMES.join(', ')}.`);
  }
  const traceId = options.trace?.toLowerCase();
  if (traceId !== undefined && !TRACE_ID.test(traceId)) {
    throw usageError(
      `--trace ${options.trace} is no trace id.`,
      'It has 32 hex digits: the second part of a traceparent.',
    );
  }
  await withInstallation({
    context,
    options,
    work: async (installation) => {
      const filter = { keyId: await keyIdOf({ installation, options }), outcome, traceId };
      if (options.follow) return follow({ context, options, store: installation.store, filter });
      const records = await installation.store.listRequests({ ...filter, limit });
      print({ context, options, records, withTitles: true });
      await printResting({ context, options });
    },
  });
  return EXIT.ok;
}

async function keyIdOf({
  installation,
  options,
}: {
  readonly installation: OpenInstallation;
  readonly options: LogsOptions;
}): Promise<KeyId | undefined> {
  if (options.key === undefined) return undefined;
  const definitions = await installation.store.readDefinitions();
  return findKey({ definitions, workspace: undefined, wanted: options.key, vault: installation.vault }).id;
}

interface FollowInput extends LogsInput {
  readonly store: Pick<Store, 'listRequests'>;
  readonly filter: Pick<RequestQuery, 'keyId' | 'outcome' | 'traceId'>;
}

/**
 * Shows what was not there at the last look. An id tells when a request began, and a long one is logged after many that
 * began later: to ask only for larger ids would miss it.
 */
async function follow({ context, options, store, filter }: FollowInput): Promise<void> {
  const newest = await store.listRequests({ ...filter, limit: LOOK_BACK });
  print({ context, options, records: newest.slice(0, Number(options.limit)).toReversed(), withTitles: true });
  await printResting({ context, options });
  let seen = new Set(newest.map(({ id }) => id));
  while (!context.interrupted.aborted) {
    await pause({ signal: context.interrupted });
    const page = await store.listRequests({ ...filter, limit: LOOK_BACK });
    const fresh = page.filter(({ id }) => !seen.has(id));
    if (fresh.length > 0) print({ context, options, records: fresh.toReversed(), withTitles: false });
    seen = new Set(page.map(({ id }) => id));
  }
}

function pause({ signal }: { readonly signal: AbortSignal }): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, FOLLOW_EVERY_MS);
    signal.addEventListener('abort', end);
  });
}

function print({
  context,
  options,
  records,
  withTitles,
}: LogsInput & { readonly records: readonly RequestRecord[]; readonly withTitles: boolean }): void {
  if (options.json) {
    context.write(records.map((record) => `${JSON.stringify(requestJson(record))}\n`).join(''));
    return;
  }
  if (records.length === 0) {
    context.write(options.follow ? 'No requests yet: waiting for the first.\n' : 'No requests yet.\n');
    return;
  }
  const table = formatTable({ columns: COLUMNS, rows: records });
  context.write(withTitles ? table : table.slice(table.indexOf('\n') + 1));
}

const COLUMNS = [
  { title: 'ID', text: ({ id }: RequestRecord) => id },
  { title: 'TIME', text: ({ startedAtMs }: RequestRecord) => `${new Date(startedAtMs).toISOString().slice(0, 19)}Z` },
  { title: 'STATUS', text: ({ status }: RequestRecord) => String(status) },
  { title: 'RESULT', text: resultText },
  { title: 'KEY', text: ({ keyName }: RequestRecord) => keyName ?? '-' },
  { title: 'ENDPOINT', text: ({ endpoint, stream }: RequestRecord) => `${endpoint}${stream ? ' (stream)' : ''}` },
  { title: 'BY', text: servedBy },
  { title: 'TRIES', align: 'right', text: ({ attempts }: RequestRecord) => String(attempts.length) },
  { title: 'TIME TAKEN', align: 'right', text: ({ totalMs }: RequestRecord) => durationText(totalMs) },
  {
    title: 'COST',
    align: 'right',
    text: ({ costNanoUsd, usage }: RequestRecord) => (usage === undefined ? '-' : costText(costNanoUsd)),
  },
] as const;

async function printResting({ context, options }: LogsInput): Promise<void> {
  if (options.json === true) return;
  context.write(restingText(await context.findGateway({ data: options.data, env: context.env })));
}

/** What rests now, since a list of failures does not tell that no request is sent there any more. */
function restingText(found: GatewayFound): string {
  const resting = found.state === 'running' ? found.circuits.filter(({ state }) => state !== 'closed') : [];
  if (resting.length === 0) return '';
  const places = resting.map(({ connection, model, until }) => {
    const end = until === undefined ? '' : ` until ${until}`;
    return `${connection}/${model}${end}`;
  });
  return `\nLeft alone now, after failures: ${places.join('; ')}. "latentkit doctor" says why.\n`;
}

function resultText(record: RequestRecord): string {
  if (record.replayOf !== undefined) return `${record.outcome} (replay)`;
  if (record.replayedFrom !== undefined) return `${endText(record)} (replayed)`;
  return record.shadowOf === undefined ? endText(record) : `${endText(record)} (shadow)`;
}

function endText({ outcome, errorCode, errorReason }: RequestRecord): string {
  if (errorCode === undefined) return outcome;
  return errorReason === undefined ? errorCode : `${errorCode}:${errorReason}`;
}

function servedBy({ attempts }: RequestRecord): string {
  const last = attempts.at(-1);
  return last === undefined ? '-' : `${last.connection}/${last.model}`;
}

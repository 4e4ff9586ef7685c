import type { AttemptFailure } from '../domain/failure.ts';
import type { AttemptId } from '../domain/ids.ts';
import type { FundedBy } from '../domain/ledger.ts';
import type { NanoUsd } from '../domain/money.ts';
import type { AttemptRecord } from '../domain/request-record.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';
import type { Warning } from '../wire/dialect.ts';
import type { AttemptLog } from './attempt-log.ts';
import type { AttemptResult } from './attempt-result.ts';
import { buildUpstreamRequest } from './build-upstream-request.ts';
import { continueTrace } from './continue-trace.ts';
import { type Cover, coverAttempt, DEFAULT_OUTPUT_TOKENS, MOST_ASKS, mayAsk } from './cover-attempt.ts';
import { skipReasonOf } from './cover-refusal.ts';
import { measuredMs } from './measured-ms.ts';
import { openAttemptOf } from './open-attempt.ts';
import type { PipelineDeps } from './pipeline-deps.ts';
import { plainFailure } from './read-attempt-failure.ts';
import { reportHealth } from './report-health.ts';
import type { BudgetReserved } from './reserve-budget.ts';
import { runAttempt } from './run-attempt.ts';

/** An answer that isn't streamed shows no sign of life before its end, so that an attempt must leave time for the next. */
const MAX_WHOLE_ANSWER_MS = 120_000;

interface AttemptToMake {
  readonly exchange: BudgetReserved;
  readonly deps: PipelineDeps;
  readonly target: AttemptTarget;
  readonly log: AttemptLog;
  readonly deadlineAtMs: number;
  /** Attempts that could follow this one. */
  readonly left: number;
  /** How often this request was sent to this target before: 0 at first. A repeat does not earn further repeats. */
  readonly repeats: number;
}

export interface AttemptMade {
  readonly result: AttemptResult;
  readonly attempt: AttemptRecord;
  readonly warnings: readonly Warning[];
}

/** Makes one attempt, notes it in the log, and tells the circuits what it taught. */
export async function makeAttempt(input: AttemptToMake): Promise<AttemptMade> {
  const { deps, target, log, exchange } = input;
  const startedAtMs = deps.clock.now();
  const id = deps.ids.next('att');
  const asked = coverOrAsk({ exchange, target, before: log.charges(), atMs: startedAtMs });
  const cover = asked instanceof Promise ? await asked : asked;
  if (cover.refusal) {
    const failure = plainFailure({ class: 'unavailable', detail: skipReasonOf(cover.refusal).replace(':', '.') });
    const fundedBy = target.connection.access === 'byok' ? 'byok' : 'credits';
    return {
      ...refused(failure),
      attempt: log.add({ id, target, ...refused(failure), startedAtMs, fundedBy, heldNanoUsd: 0 }),
    };
  }
  const { fundedBy, maxTokens } = cover;
  const heldNanoUsd = fundedBy === 'credits' ? cover.nanoUsd : 0;
  if (input.repeats === 0) deps.retryBudget.requested(target.circuitKey, startedAtMs);
  const bounded = { ...input, exchange: boundOutput({ exchange, maxTokens }) };
  const { result, warnings } = await attemptOf({ ...bounded, id, startedAtMs, fundedBy, heldNanoUsd });
  // What lives in this process fails only when it is told to: that says nothing about its health.
  if (deps.providers.get(target.connection.provider)?.transport === undefined) {
    const { health, incidents } = deps;
    reportHealth({ result, target, health, incidents, route: exchange.route, nowMs: deps.clock.now() });
  }
  const { session } = exchange.plan;
  if (session !== undefined && result.state === 'answered') {
    const home = { connectionId: target.connection.id, model: target.model };
    deps.load.answered({ session, home, nowMs: deps.clock.now() });
  }
  const attempt = log.add({ id, target, result, startedAtMs, fundedBy, heldNanoUsd });
  return { result, warnings: maxTokens === undefined ? warnings : [...warnings, BOUNDED], attempt };
}

type CoverInput = Parameters<typeof coverAttempt>[0];

function coverOrAsk(input: CoverInput): Cover | Promise<Cover> {
  const cover = coverAttempt(input);
  return cover.refusal && mayAsk(cover.refusal) ? coverAfterAsking(input) : cover;
}

async function coverAfterAsking(input: CoverInput): Promise<Cover> {
  for (let asks = 1; ; asks++) {
    await input.exchange.claim.grow();
    const cover = coverAttempt(input);
    if (cover.refusal === undefined || !mayAsk(cover.refusal) || asks === MOST_ASKS) return cover;
  }
}

const BOUNDED: Warning = {
  param: 'max_tokens',
  message: `set to ${DEFAULT_OUTPUT_TOKENS}: a budget applies, and nothing else bounds the answer to what it has room for`,
};

function boundOutput({ exchange, maxTokens }: { exchange: BudgetReserved; maxTokens: number | undefined }) {
  const { task } = exchange;
  if (maxTokens === undefined || task.operation !== 'chat') return exchange;
  return { ...exchange, task: { ...task, request: { ...task.request, maxTokens } } };
}

interface OpenedAttempt extends AttemptToMake {
  readonly id: AttemptId;
  readonly startedAtMs: number;
  readonly fundedBy: FundedBy;
  readonly heldNanoUsd: NanoUsd;
}

async function attemptOf(input: OpenedAttempt) {
  const { exchange, deps, target } = input;
  const adapter = deps.providers.get(target.connection.provider);
  // Another request is probing this target already. The last one left is tried all the same.
  if (!deps.health.tryProbe(target.circuitKey, input.startedAtMs) && input.left > 0) {
    return refused(plainFailure({ class: 'unavailable', detail: 'circuit_open' }));
  }
  if (!adapter) return refused(plainFailure({ class: 'model_not_found', detail: 'unknown_provider' }));
  let built: ReturnType<typeof buildUpstreamRequest>;
  try {
    built = continueTrace({
      built: buildUpstreamRequest({ task: exchange.task, target, adapter }),
      trace: exchange.trace,
      attemptId: input.id,
    });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return refused({
      ...plainFailure({ class: 'unsupported_parameter', detail: 'not_expressible' }),
      note: cause.message,
    });
  }
  deps.checkpoint?.('attempt built');
  // What is sent is known before: should this process end, the attempt is not forgotten.
  if (adapter.transport === undefined)
    await deps.journal.open(
      openAttemptOf({ ...input, instance: deps.instance, number: input.log.records().length + 1 }),
    );
  deps.checkpoint?.('attempt opened');
  exchange.billedTo(target.connection.access);
  const result = await sendAttempt({ ...input, adapter, built });
  deps.checkpoint?.('attempt ended');
  return { result, warnings: built.warnings };
}

interface BuiltAttempt extends OpenedAttempt {
  readonly adapter: ProviderAdapter;
  readonly built: ReturnType<typeof buildUpstreamRequest>;
}

/** It counts as under way for as long as the provider works on it, also where the caller has gone. */
async function sendAttempt(input: BuiltAttempt): Promise<AttemptResult> {
  const { exchange, deps, target, adapter, built } = input;
  const { circuitKey } = target;
  const { stream } = exchange.task;
  const beganAtMs = deps.clock.now();
  let tookMs: number | undefined;
  deps.load.began(circuitKey, beganAtMs);
  try {
    const result = await runAttempt({
      task: exchange.task,
      target,
      adapter,
      forgetsTexts: stream && exchange.route.onCut !== 'resume',
      built,
      transport: adapter.transport ?? deps.transport,
      sink: exchange.sink,
      client: exchange.client,
      clock: deps.clock,
      drains: deps.drains,
      stop: deps.stop,
      ...endOfAttempt(input),
    });
    tookMs = measuredMs({ result, elapsedMs: deps.clock.now() - beganAtMs });
    return result;
  } finally {
    deps.load.ended({ circuitKey, stream, tookMs, nowMs: deps.clock.now() });
  }
}

function refused(failure: AttemptFailure): { result: AttemptResult; warnings: readonly Warning[] } {
  return { result: { state: 'failed', failure, status: undefined, firstContentMs: undefined }, warnings: [] };
}

function endOfAttempt({
  exchange,
  target,
  deadlineAtMs,
  left,
  startedAtMs,
}: AttemptToMake & { readonly startedAtMs: number }) {
  const fairShareMs = Math.min(MAX_WHOLE_ANSWER_MS, (deadlineAtMs - startedAtMs) / (left + 1));
  const ownMs = target.timeoutMs ?? (exchange.task.stream || left === 0 ? Number.POSITIVE_INFINITY : fairShareMs);
  const endsBy = startedAtMs + ownMs < deadlineAtMs ? ('timeout' as const) : ('deadline' as const);
  return { endsAtMs: Math.min(startedAtMs + ownMs, deadlineAtMs), endsBy };
}

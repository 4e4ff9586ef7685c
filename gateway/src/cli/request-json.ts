import { formatUsd } from '../domain/money.ts';
import type { AttemptRecord, RequestRecord } from '../domain/request-record.ts';
import { totalInputTokens, totalOutputTokens, type Usage } from '../domain/usage.ts';
import { isoText } from './text-of-values.ts';

/** A logged request as `--json` shows it, its id first. What is not known is left out. */
export function requestJson(record: RequestRecord): object {
  const last = record.attempts.at(-1);
  return {
    id: record.id,
    time: isoText(record.startedAtMs),
    outcome: record.outcome,
    status: record.status,
    error: record.errorCode,
    reason: record.errorReason,
    param: record.errorParam,
    endpoint: record.endpoint,
    stream: record.stream,
    key: record.keyName,
    key_id: record.keyId,
    workspace_id: record.workspaceId,
    route: record.routeName,
    route_version: record.routeVersion,
    profile: record.profile,
    connection: last?.connection,
    provider: last?.provider,
    model: last?.model,
    finish_reason: record.finishReason,
    replay_of: record.replayOf,
    shadow_of: record.shadowOf,
    replayed_from: record.replayedFrom,
    trace_id: record.traceId,
    content_until: record.contentUntilMs === undefined ? undefined : new Date(record.contentUntilMs).toISOString(),
    first_content_ms: record.firstContentMs,
    total_ms: record.totalMs,
    usage: usageJson(record.usage),
    cost_usd: record.costNanoUsd === undefined ? undefined : formatUsd(record.costNanoUsd),
    billed_to: record.billedTo,
    attempts: record.attempts.map(attemptJson),
    skipped: record.skipped,
    order: record.order,
  };
}

function attemptJson(attempt: AttemptRecord): object {
  return {
    attempt: attempt.position,
    connection: attempt.connection,
    provider: attempt.provider,
    access: attempt.access,
    model: attempt.model,
    outcome: attempt.outcome,
    failure: attempt.failureClass,
    detail: attempt.failureDetail,
    note: attempt.failureNote,
    status: attempt.status,
    started_at: isoText(attempt.startedAtMs),
    first_content_ms: attempt.firstContentMs,
    total_ms: attempt.totalMs,
    usage: usageJson(attempt.usage),
    cost_usd: attempt.costNanoUsd === undefined ? undefined : formatUsd(attempt.costNanoUsd),
  };
}

function usageJson(usage: Usage | undefined): object | undefined {
  if (usage === undefined) return undefined;
  const [input, output] = [totalInputTokens(usage), totalOutputTokens(usage)];
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input + output,
    cached_input_tokens: usage.cachedInputTokens,
    reasoning_tokens: usage.reasoningTokens,
    ...(usage.images > 0 ? { images: usage.images } : {}),
    ...(usage.estimated ? { estimated: true } : {}),
  };
}

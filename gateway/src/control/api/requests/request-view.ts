import * as z from 'zod';
import { formatUsd } from '../../../domain/money.ts';
import { type AttemptRecord, OUTCOMES, type RequestRecord } from '../../../domain/request-record.ts';
import { totalInputTokens, totalOutputTokens, type Usage } from '../../../domain/usage.ts';
import { isoTime, isoTimeOrNull, isoTimeSchema } from '../shared-fields.ts';

const usageSchema = z
  .strictObject({
    input_tokens: z.int(),
    output_tokens: z.int(),
    total_tokens: z.int(),
    cached_input_tokens: z.int(),
    reasoning_tokens: z.int(),
    images: z.int(),
    estimated: z.boolean(),
  })
  .nullable();

const costSchema = z.string().nullable().describe('USD; null: nothing was called, or the price is not known');

const attemptSchema = z
  .strictObject({
    attempt: z.int().describe('1-based place in the route'),
    connection: z.string(),
    provider: z.string(),
    access: z.string(),
    model: z.string(),
    outcome: z.enum(OUTCOMES),
    failure: z.string().nullable(),
    status: z.int().nullable(),
    started_at: isoTimeSchema,
    first_content_ms: z.number().nullable(),
    total_ms: z.number(),
    usage: usageSchema,
    cost_usd: costSchema,
  })
  .meta({ id: 'LoggedAttempt' });

export const requestSchema = z
  .strictObject({
    id: z.string(),
    time: isoTimeSchema,
    outcome: z.enum(OUTCOMES),
    status: z.int().nullable(),
    error: z.string().nullable(),
    reason: z.string().nullable(),
    param: z.string().nullable(),
    endpoint: z.string(),
    stream: z.boolean(),
    key: z.string().nullable(),
    key_id: z.string().nullable(),
    route: z.string().nullable(),
    route_version: z.int().nullable(),
    profile: z.string().nullable(),
    finish_reason: z.string().nullable(),
    first_content_ms: z.number().nullable(),
    total_ms: z.number(),
    usage: usageSchema,
    cost_usd: costSchema,
    billed_to: z.string().nullable(),
    attempts: z.array(attemptSchema),
    replay_of: z.string().nullable().describe('The request whose stored answer was sent again'),
    shadow_of: z.string().nullable(),
    replayed_from: z.string().nullable(),
    trace_id: z.string().nullable().describe('Of the `traceparent` that the request came with'),
    content_until: isoTimeSchema.nullable().describe('Until when it is kept what was said; null: it was not kept'),
  })
  .meta({ id: 'LoggedRequest' });

/** A logged request, without anything that was said. */
export function requestView(record: RequestRecord): z.input<typeof requestSchema> {
  return {
    id: record.id,
    time: isoTime(record.startedAtMs),
    outcome: record.outcome,
    status: record.status ?? null,
    error: record.errorCode ?? null,
    reason: record.errorReason ?? null,
    param: record.errorParam ?? null,
    endpoint: record.endpoint,
    stream: record.stream,
    key: record.keyName ?? null,
    key_id: record.keyId ?? null,
    route: record.routeName ?? null,
    route_version: record.routeVersion ?? null,
    profile: record.profile ?? null,
    finish_reason: record.finishReason ?? null,
    first_content_ms: record.firstContentMs ?? null,
    total_ms: record.totalMs,
    usage: usageView(record.usage),
    cost_usd: costView(record.costNanoUsd),
    billed_to: record.billedTo ?? null,
    attempts: record.attempts.map(attemptView),
    replay_of: record.replayOf ?? null,
    shadow_of: record.shadowOf ?? null,
    replayed_from: record.replayedFrom ?? null,
    trace_id: record.traceId ?? null,
    content_until: isoTimeOrNull(record.contentUntilMs),
  };
}

function attemptView(attempt: AttemptRecord): z.input<typeof attemptSchema> {
  return {
    attempt: attempt.position,
    connection: attempt.connection,
    provider: attempt.provider,
    access: attempt.access,
    model: attempt.model,
    outcome: attempt.outcome,
    failure: attempt.failureClass ?? null,
    status: attempt.status ?? null,
    started_at: isoTime(attempt.startedAtMs),
    first_content_ms: attempt.firstContentMs ?? null,
    total_ms: attempt.totalMs,
    usage: usageView(attempt.usage),
    cost_usd: costView(attempt.costNanoUsd),
  };
}

function costView(nanoUsd: number | undefined): string | null {
  return nanoUsd === undefined ? null : formatUsd(nanoUsd);
}

function usageView(usage: Usage | undefined): z.input<typeof usageSchema> {
  if (usage === undefined) return null;
  const [input, output] = [totalInputTokens(usage), totalOutputTokens(usage)];
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input + output,
    cached_input_tokens: usage.cachedInputTokens,
    reasoning_tokens: usage.reasoningTokens,
    images: usage.images,
    estimated: usage.estimated,
  };
}

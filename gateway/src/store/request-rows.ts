import { capabilitySchema } from '@latentkit/contract/capability';
import type { Selectable } from 'kysely';
import * as z from 'zod';
import { FAILURE_CLASSES } from '../domain/failure.ts';
import type { FundedBy } from '../domain/ledger.ts';
import type { AttemptRecord, RequestRecord } from '../domain/request-record.ts';
import type { RowReaders } from './bulk-insert.ts';
import type { AttemptsTable, RequestsTable } from './request-tables.ts';
import { storableText } from './storable-text.ts';
import {
  accessSchema,
  attemptOrderSchema,
  billableSchema,
  fundedBySchema,
  needsSchema,
  outcomeSchema,
  readOptionalJson,
  skippedSchema,
  stagesSchema,
  tagsSchema,
  usageSchema,
  usageToJson,
} from './stored-json.ts';

const failureClassSchema = z.enum(FAILURE_CLASSES);

/** How each column of `requests` is made from a record. */
export const REQUEST_COLUMNS: RowReaders<RequestsTable, RequestRecord> = {
  id: (record) => record.id,
  workspace_id: (record) => storableText(record.workspaceId),
  key_id: (record) => storableText(record.keyId),
  key_name: (record) => storableText(record.keyName),
  route_id: (record) => storableText(record.routeId),
  route_name: (record) => storableText(record.routeName),
  route_version: (record) => whole(record.routeVersion),
  endpoint: (record) => storableText(record.endpoint) ?? '',
  capability: (record) => storableText(record.capability),
  member: (record) => storableText(record.member),
  tags: (record) => (record.tags?.length ? storableText(JSON.stringify(record.tags)) : null),
  profile: (record) => storableText(record.profile),
  stream: (record) => (record.stream ? 1 : 0),
  outcome: (record) => record.outcome,
  status: (record) => whole(record.status) ?? 0,
  error_code: (record) => storableText(record.errorCode),
  error_reason: (record) => storableText(record.errorReason),
  error_param: (record) => storableText(record.errorParam),
  error_detail: (record) => storableText(record.errorDetail),
  retry_after_ms: (record) => whole(record.retryAfterMs),
  needs: (record) => jsonOf(record.needs),
  stages: (record) => (record.stages?.length ? jsonOf(record.stages) : null),
  started_at_ms: (record) => whole(record.startedAtMs) ?? 0,
  first_content_ms: (record) => whole(record.firstContentMs),
  total_ms: (record) => whole(record.totalMs) ?? 0,
  usage: (record) => usageToJson(record.usage),
  cost_nano_usd: (record) => whole(record.costNanoUsd),
  billed_to: (record) => storableText(record.billedTo),
  finish_reason: (record) => storableText(record.finishReason),
  skipped: (record) => (record.skipped.length === 0 ? null : JSON.stringify(record.skipped)),
  plan_order: (record) => jsonOf(record.order),
  replay_of: (record) => storableText(record.replayOf),
  shadow_of: (record) => storableText(record.shadowOf),
  replayed_from: (record) => storableText(record.replayedFrom),
  content_until_ms: (record) => whole(record.contentUntilMs),
  trace_id: (record) => storableText(record.traceId),
};

/** What most requests leave empty. Each of them may be null, and is so by default. */
export const SELDOM_REQUEST_COLUMNS = [
  'member',
  'tags',
  'error_code',
  'error_reason',
  'error_param',
  'error_detail',
  'retry_after_ms',
  'stages',
  'skipped',
  'plan_order',
  'replay_of',
  'shadow_of',
  'replayed_from',
  'content_until_ms',
  'trace_id',
] as const satisfies readonly (keyof RequestsTable)[];

export interface AttemptOfRequest {
  readonly requestId: string;
  readonly attempt: AttemptRecord;
}

/** How each column of `attempts` is made from a record's attempt. */
export const ATTEMPT_COLUMNS: RowReaders<AttemptsTable, AttemptOfRequest> = {
  request_id: ({ requestId }) => requestId,
  id: ({ attempt }) => attempt.id,
  number: ({ attempt }) => whole(attempt.number) ?? 0,
  position: ({ attempt }) => whole(attempt.position) ?? 0,
  connection: ({ attempt }) => storableText(attempt.connection) ?? '',
  provider: ({ attempt }) => attempt.provider,
  access: ({ attempt }) => attempt.access,
  model: ({ attempt }) => storableText(attempt.model) ?? '',
  outcome: ({ attempt }) => attempt.outcome,
  failure_class: ({ attempt }) => storableText(attempt.failureClass),
  failure_detail: ({ attempt }) => storableText(attempt.failureDetail),
  failure_note: ({ attempt }) => storableText(attempt.failureNote),
  status: ({ attempt }) => whole(attempt.status),
  retry_after_ms: ({ attempt }) => whole(attempt.retryAfterMs),
  started_at_ms: ({ attempt }) => whole(attempt.startedAtMs) ?? 0,
  first_content_ms: ({ attempt }) => whole(attempt.firstContentMs),
  total_ms: ({ attempt }) => whole(attempt.totalMs) ?? 0,
  usage: ({ attempt }) => usageToJson(attempt.usage),
  cost_nano_usd: ({ attempt }) => whole(attempt.costNanoUsd),
  provider_cost_nano_usd: ({ attempt }) => whole(attempt.providerCostNanoUsd),
  funded_by: ({ attempt }) => storableText(attempt.fundedBy),
  billable: ({ attempt }) => storableText(attempt.billable),
  held_nano_usd: ({ attempt }) => whole(attempt.heldNanoUsd),
};

export const SELDOM_ATTEMPT_COLUMNS = [
  'failure_class',
  'failure_detail',
  'failure_note',
  'retry_after_ms',
] as const satisfies readonly (keyof AttemptsTable)[];

export function recordFromRows(from: {
  request: Selectable<RequestsTable>;
  attempts: readonly Selectable<AttemptsTable>[];
}): RequestRecord {
  const { request, attempts } = from;
  return {
    id: request.id,
    workspaceId: request.workspace_id ?? undefined,
    keyId: request.key_id ?? undefined,
    keyName: request.key_name ?? undefined,
    routeId: request.route_id ?? undefined,
    routeName: request.route_name ?? undefined,
    routeVersion: request.route_version ?? undefined,
    endpoint: request.endpoint,
    capability: request.capability === null ? undefined : capabilitySchema.parse(request.capability),
    member: request.member ?? undefined,
    tags: readOptionalJson({ schema: tagsSchema, text: request.tags }) ?? [],
    profile: request.profile ?? undefined,
    stream: request.stream === 1,
    outcome: outcomeSchema.parse(request.outcome),
    status: request.status,
    errorCode: request.error_code ?? undefined,
    errorReason: request.error_reason ?? undefined,
    errorParam: request.error_param ?? undefined,
    errorDetail: request.error_detail ?? undefined,
    retryAfterMs: request.retry_after_ms ?? undefined,
    needs: readOptionalJson({ schema: needsSchema, text: request.needs }),
    stages: readOptionalJson({ schema: stagesSchema, text: request.stages }) ?? [],
    startedAtMs: request.started_at_ms,
    firstContentMs: request.first_content_ms ?? undefined,
    totalMs: request.total_ms,
    usage: readOptionalJson({ schema: usageSchema, text: request.usage }),
    costNanoUsd: request.cost_nano_usd ?? undefined,
    billedTo: request.billed_to === null ? undefined : accessSchema.parse(request.billed_to),
    finishReason: request.finish_reason ?? undefined,
    replayOf: request.replay_of ?? undefined,
    shadowOf: request.shadow_of ?? undefined,
    replayedFrom: request.replayed_from ?? undefined,
    contentUntilMs: request.content_until_ms ?? undefined,
    traceId: request.trace_id ?? undefined,
    skipped: readOptionalJson({ schema: skippedSchema, text: request.skipped }) ?? [],
    order: readOptionalJson({ schema: attemptOrderSchema, text: request.plan_order }),
    attempts: attempts.map(attemptFromRow),
  };
}

function attemptFromRow(row: Selectable<AttemptsTable>): AttemptRecord {
  return {
    id: row.id,
    number: row.number,
    position: row.position,
    connection: row.connection,
    provider: row.provider,
    access: accessSchema.parse(row.access),
    model: row.model,
    outcome: outcomeSchema.parse(row.outcome),
    failureClass: row.failure_class === null ? undefined : failureClassSchema.parse(row.failure_class),
    failureDetail: row.failure_detail ?? undefined,
    failureNote: row.failure_note ?? undefined,
    status: row.status ?? undefined,
    retryAfterMs: row.retry_after_ms ?? undefined,
    startedAtMs: row.started_at_ms,
    firstContentMs: row.first_content_ms ?? undefined,
    totalMs: row.total_ms,
    usage: readOptionalJson({ schema: usageSchema, text: row.usage }),
    costNanoUsd: row.cost_nano_usd ?? undefined,
    providerCostNanoUsd: row.provider_cost_nano_usd ?? undefined,
    fundedBy: row.funded_by === null ? fundingOf(row.access) : fundedBySchema.parse(row.funded_by),
    billable: row.billable === null ? 'unknown' : billableSchema.parse(row.billable),
    heldNanoUsd: row.held_nano_usd ?? 0,
  };
}

/** Before plans there was no allowance. */
export function fundingOf(access: string): FundedBy {
  return accessSchema.parse(access) === 'byok' ? 'byok' : 'credits';
}

// What follows never refuses a value: one record that the database won't take would hold up all that come after it.

function jsonOf(value: object | undefined): string | null {
  return value === undefined || value === null ? null : storableText(JSON.stringify(value));
}

/** Durations come from a clock with fractions. */
function whole(value: number | undefined): number | null {
  if (value === undefined || value === null || !Number.isFinite(value)) return null;
  return Math.round(value);
}

import type { AttemptFailure, FailureClass } from '../domain/failure.ts';
import { parseJson } from '../domain/json.ts';
import type { UpstreamFault, UpstreamHeaders } from '../domain/upstream.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';
import type { ReadFailure, UpstreamFailureAnswer } from '../wire/dialect.ts';
import { parseRetryAfter } from '../wire/parse-retry-after.ts';

/** Keeps a provider's words short in the log: some quote the whole prompt back. */
const MAX_NOTE = 500;

interface FailedAnswer {
  readonly adapter: ProviderAdapter;
  readonly readFailure: (answer: UpstreamFailureAnswer) => ReadFailure;
  readonly status: number;
  readonly headers: UpstreamHeaders;
  readonly text: string;
  readonly nowMs: number;
}

/** A refusal by HTTP status → what it teaches about the target. */
export function readAttemptFailure({
  adapter,
  readFailure,
  status,
  headers,
  text,
  nowMs,
}: FailedAnswer): AttemptFailure {
  const parsed = parseJson(text);
  const answer: UpstreamFailureAnswer = { status, headers, body: parsed.ok ? parsed.value : text };
  if (status < 400) return plainFailure({ class: 'malformed_response', status, detail: `status_${status}` });
  const read = readFailure(answer);
  return {
    class: adapter.classify?.(answer, read) ?? read.class,
    status,
    code: read.code,
    note: read.message?.slice(0, MAX_NOTE),
    retryAfterMs: parseRetryAfter({ headers, nowMs }) ?? read.retryAfterMs,
    detail: undefined,
  };
}

/** A failure that the dialect read out of a 200: an error body, an error event, an answer that is none. */
export function failureOfRead({ read, status }: { read: ReadFailure; status: number | undefined }): AttemptFailure {
  return {
    class: read.class,
    status,
    code: read.code,
    note: read.message?.slice(0, MAX_NOTE),
    retryAfterMs: read.retryAfterMs,
    detail: undefined,
  };
}

const CLASS_OF_FAULT: Readonly<Record<UpstreamFault['kind'], FailureClass>> = {
  dns: 'connect_error',
  connect_refused: 'connect_error',
  connect_timeout: 'timeout',
  tls: 'connect_error',
  reset: 'connect_error',
  egress_blocked: 'egress_blocked',
  limit: 'malformed_response',
  aborted: 'connect_error',
  protocol: 'malformed_response',
  internal: 'unknown',
};

export function failureOfFault({
  fault,
  status,
}: {
  fault: UpstreamFault;
  status: number | undefined;
}): AttemptFailure {
  const failure = plainFailure({ class: CLASS_OF_FAULT[fault.kind], status, detail: fault.kind });
  return { ...failure, note: fault.message.slice(0, MAX_NOTE) };
}

export function plainFailure(input: {
  readonly class: FailureClass;
  readonly status?: number | undefined;
  readonly detail: string;
}): AttemptFailure {
  return {
    class: input.class,
    status: input.status,
    code: undefined,
    note: undefined,
    retryAfterMs: undefined,
    detail: input.detail,
  };
}

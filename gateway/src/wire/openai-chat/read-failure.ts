import type { FailureClass } from '../../domain/failure.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import type { ReadFailure, UpstreamFailureAnswer } from '../dialect.ts';
import { CODE_CLASSES, classOfStatus, type FailureRules } from './failure-rules.ts';

interface ErrorBody {
  readonly code: string | undefined;
  readonly type: string | undefined;
  /** A status that the body repeats; it counts where the HTTP status says nothing. */
  readonly status: number | undefined;
  readonly message: string | undefined;
  /** How long to wait, seconds, where the body says so. */
  readonly retryAfterSeconds: number | undefined;
}

/**
 * Reads an error answer. Structured codes decide, then the status. Words refine them only inside one status of one vendor,
 * and only those with which the message begins, since a prompt may be echoed in it.
 */
export function readFailure({ status, body }: UpstreamFailureAnswer, rules: FailureRules): ReadFailure {
  const error = readErrorBody(body);
  return {
    class: classOf({ status, error, rules }),
    code: error.code ?? error.type,
    message: error.message,
    retryAfterMs:
      error.retryAfterSeconds === undefined
        ? undefined
        : Math.round(Math.min(Math.max(error.retryAfterSeconds, 0), 300) * 1_000),
  };
}

/** An error inside a 200 or inside a stream: the HTTP status says nothing, so a numeric code stands in for it. */
export function readInBandFailure(body: unknown, rules: FailureRules): ReadFailure & { readonly message: string } {
  const read = readFailure({ status: 200, headers: {}, body }, rules);
  return { ...read, message: read.message ?? 'the answer is an error without a message' };
}

/** True for a body or a chunk that is an error of this format or of the frameworks that serve it. */
export function isErrorBody(body: JsonObject): boolean {
  if (body.error !== undefined && body.error !== null) return true;
  return body.choices === undefined && (body.detail !== undefined || typeof body.message === 'string');
}

function classOf({ status, error, rules }: { status: number; error: ErrorBody; rules: FailureRules }): FailureClass {
  const effective = status < 300 ? (error.status ?? status) : status;
  const message = error.message ?? '';
  for (const text of rules.texts) {
    if (text.status === effective && text.begins.test(message)) return text.class;
  }
  for (const code of [error.code, error.type]) {
    if (code === undefined) continue;
    const known = ownValue(rules.codes, code) ?? ownValue(CODE_CLASSES, code);
    if (known !== undefined) return known;
  }
  return rules.statuses[effective] ?? (effective < 300 ? 'server_error' : classOfStatus(effective));
}

function ownValue(table: Readonly<Record<string, FailureClass>>, key: string): FailureClass | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function readErrorBody(body: unknown): ErrorBody {
  if (!isJsonObject(body)) return { ...NOTHING, message: textOf(body) };
  const error = body.error;
  const inner = isJsonObject(error) ? error : body;
  const metadata = isJsonObject(inner.metadata) ? inner.metadata : {};
  const message = isJsonObject(inner.message) ? detailOf(inner.message.detail) : textOf(inner.message);
  return {
    code: codeOf(inner.code),
    type: codeOf(metadata.error_type) ?? codeOf(inner.type) ?? (inner === body ? undefined : codeOf(body.type)),
    status: statusOf(inner.code) ?? statusOf(inner.status_code) ?? statusOf(inner.status),
    message: message ?? textOf(error) ?? textOf(inner.detail) ?? detailOf(inner.detail),
    retryAfterSeconds: retryAfterOf(inner),
  };
}

const NOTHING: ErrorBody = {
  code: undefined,
  type: undefined,
  status: undefined,
  message: undefined,
  retryAfterSeconds: undefined,
};

function codeOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Some servers repeat the status as a number, some as text. */
function statusOf(value: unknown): number | undefined {
  const text = String(value);
  return /^[45]\d\d$/.test(text) ? Number(text) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The list form of validation errors: `[{"loc": […], "msg": "…"}]`. */
function detailOf(detail: unknown): string | undefined {
  if (!Array.isArray(detail)) return undefined;
  const lines = detail.filter(isJsonObject).map((entry) => {
    const where = Array.isArray(entry.loc) ? entry.loc.join('.') : '';
    return `${where}: ${textOf(entry.msg) ?? 'invalid'}`;
  });
  return lines.length === 0 ? undefined : lines.join('; ');
}

function retryAfterOf(error: JsonObject): number | undefined {
  const metadata = error.metadata;
  const holders = [
    error,
    isJsonObject(metadata) ? metadata : undefined,
    availabilityOf(error),
    availabilityOf(metadata),
  ];
  for (const holder of holders) {
    const seconds = holder?.retry_after ?? holder?.retry_after_seconds;
    if (typeof seconds === 'number' && Number.isFinite(seconds)) return seconds;
  }
  return undefined;
}

function availabilityOf(holder: unknown): JsonObject | undefined {
  const availability = isJsonObject(holder) ? holder.availability : undefined;
  return isJsonObject(availability) ? availability : undefined;
}

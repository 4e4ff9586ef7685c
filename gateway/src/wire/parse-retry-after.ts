/** No upstream may bench a connection for longer than this, whatever it asks for. */
const MAX_RETRY_AFTER_MS = 300_000;

type HeaderBag = Readonly<Record<string, string | readonly string[] | undefined>>;

const NUMBER = /^-?\d+(\.\d+)?$/;
const DURATION = /^-?\d+(\.\d+)?s$/;
// Date.parse alone would read almost any text with a digit in it as a date.
const HTTP_DATE = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i;
const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/**
 * How long an upstream asks us to wait, in ms, within 0–300 000. Reads `retry-after-ms` (milliseconds), then
 * `retry-after` (seconds, also with decimals, or an HTTP date; RFC 9110 §10.2.3). Undefined when neither can be read.
 */
export function parseRetryAfter({ headers, nowMs }: { headers: HeaderBag; nowMs: number }): number | undefined {
  const milliseconds = first(headers['retry-after-ms']);
  if (NUMBER.test(milliseconds)) return clamp(Number(milliseconds));
  const value = first(headers['retry-after']);
  if (NUMBER.test(value)) return clamp(Number(value) * 1000);
  const dateMs = parseDate(value);
  return dateMs === undefined ? undefined : clamp(dateMs - nowMs);
}

/** A protobuf duration in JSON, as in `RetryInfo.retryDelay: "34.4s"`, in ms within 0–300 000. */
export function parseRetryDelay(text: unknown): number | undefined {
  if (typeof text !== 'string' || !DURATION.test(text.trim())) return undefined;
  return clamp(Number.parseFloat(text) * 1000);
}

function first(value: string | readonly string[] | undefined): string {
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
}

function parseDate(value: string): number | undefined {
  if (!HTTP_DATE.test(value) && !ISO_DATE.test(value)) return undefined;
  // The asctime form names no zone, and means GMT.
  const parsed = Date.parse(/[a-z]{3}$|Z$|[+-]\d\d:?\d\d$/i.test(value) ? value : `${value} GMT`);
  return Number.isNaN(parsed) ? undefined : parsed;
}

function clamp(ms: number): number {
  return Math.round(Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS));
}

import { GatewayError } from '../domain/gateway-error.ts';
import { zoneOffset } from '../domain/time-zone.ts';
import { windowStart } from '../domain/window-start.ts';

const HALF_A_DAY_MS = 43_200_000;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
// The plus of an offset is a space where nobody has encoded it.
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+\- ]\d{2}:\d{2})$/;

/**
 * What time a report is about: from the first moment to before the other. Without an end it is now, without a beginning
 * that of the month in which the report ends.
 * @throws GatewayError validation_error
 */
export function readUsageTime({
  from,
  to,
  timeZone,
  nowMs,
}: {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly timeZone: string;
  readonly nowMs: number;
}): { readonly fromMs: number; readonly toMs: number } {
  const toMs = to === undefined ? nowMs : readMoment({ param: 'to', text: to, timeZone });
  const fromMs =
    from === undefined
      ? windowStart({ window: 'month', timeZone, atMs: toMs - 1 })
      : readMoment({ param: 'from', text: from, timeZone });
  if (fromMs < toMs) return { fromMs, toMs };
  throw new GatewayError('validation_error', {
    reason: 'out_of_range',
    param: to === undefined ? 'from' : 'to',
    message: 'The report would end before it begins.',
    hint: '"to" is the first moment that no longer belongs to the report: for all of November, from=2026-11-01 and to=2026-12-01.',
  });
}

interface Given {
  readonly param: string;
  readonly text: string;
  readonly timeZone: string;
}

/** A date is its first moment in the zone; a time says for itself how far it is from UTC. */
function readMoment({ param, text, timeZone }: Given): number {
  if (DATE.test(text)) {
    const midnightMs = Date.parse(`${text}T00:00:00Z`);
    // The thirtieth of February is read as a day in March.
    if (!Number.isNaN(midnightMs) && new Date(midnightMs).toISOString().startsWith(text)) {
      const noonMs = midnightMs + HALF_A_DAY_MS;
      return windowStart({ window: 'day', timeZone, atMs: noonMs - zoneOffset({ timeZone, atMs: noonMs }) });
    }
  } else if (TIME.test(text)) {
    const atMs = Date.parse(text.replace(' ', '+'));
    if (!Number.isNaN(atMs) && atMs >= 0) return atMs;
  }
  throw new GatewayError('validation_error', {
    reason: 'wrong_type',
    param,
    message: `"${param}" is no date and no time.`,
    hint: 'Send a date such as 2026-11-01, or a time with its distance to UTC such as 2026-11-01T08:00:00Z.',
  });
}

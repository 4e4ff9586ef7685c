/**
 * Time as people read it off a clock in their zone. A wall time is written as the milliseconds that it would be in UTC, so
 * that hours, days and months of it are plain arithmetic.
 */

interface At {
  /** ms since the epoch. */
  readonly atMs: number;
  /** IANA name, such as Europe/Berlin. */
  readonly timeZone: string;
}

const DAY_MS = 86_400_000;

export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What is to be added to UTC, ms. @throws RangeError for a zone that does not exist */
export function utcOffsetMs({ atMs, timeZone }: At): number {
  if (timeZone === 'UTC') return 0;
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const wallMs = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wallMs - Math.floor(atMs / 1_000) * 1_000;
}

export function wallTimeOf({ atMs, timeZone }: At): number {
  return atMs + utcOffsetMs({ atMs, timeZone });
}

/**
 * The moment at which clocks show a wall time: the first one, where they are put back and show it twice. Of a time that they
 * skip, as much after the skip as it lies behind the skip's beginning.
 */
export function momentOfWallTime({ wallMs, timeZone }: { readonly wallMs: number; readonly timeZone: string }): number {
  // No zone changes twice within two days.
  const before = utcOffsetMs({ atMs: wallMs - DAY_MS, timeZone });
  const after = utcOffsetMs({ atMs: wallMs + DAY_MS, timeZone });
  const moments = [wallMs - before, wallMs - after].sort((left, right) => left - right);
  return moments.find((atMs) => wallTimeOf({ atMs, timeZone }) === wallMs) ?? wallMs - before;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  // As many as there are zones, and no more: what is no zone has thrown.
  formats.set(timeZone, format);
  return format;
}

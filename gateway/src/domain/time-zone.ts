const SECOND_MS = 1_000;
/** No zone ever changed its clocks twice within this time. */
const STEP_MS = 6 * 3_600_000;

/** A stretch of time, `[startMs, endMs)`, over which a zone's clocks are ahead of UTC by the same amount. */
export interface ZoneStretch {
  readonly startMs: number;
  readonly endMs: number;
  readonly offsetMs: number;
}

/** Whether it is the name of a zone in the tz database that this runtime came with, such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  // The runtime also takes offsets such as +01:00, which know no summer time: nobody means that by a zone.
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    return formatterOf(name) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** How far the clocks of a zone are ahead of UTC at a moment, ms. @throws RangeError where there is no such zone */
export function zoneOffset({ timeZone, atMs }: { readonly timeZone: string; readonly atMs: number }): number {
  const seconds = Math.floor(atMs / SECOND_MS) * SECOND_MS;
  const clock = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatterOf(timeZone).formatToParts(seconds)) {
    if (type in clock) Object.assign(clock, { [type]: Number(value) });
  }
  return Date.UTC(clock.year, clock.month - 1, clock.day, clock.hour, clock.minute, clock.second) - seconds;
}

/** What `[fromMs, toMs)` consists of, in order. */
export function zoneStretches({
  timeZone,
  fromMs,
  toMs,
}: {
  readonly timeZone: string;
  readonly fromMs: number;
  readonly toMs: number;
}): readonly ZoneStretch[] {
  const stretches: ZoneStretch[] = [];
  let startMs = fromMs;
  let offsetMs = zoneOffset({ timeZone, atMs: fromMs });
  for (let seenMs = fromMs; seenMs < toMs; seenMs = Math.min(seenMs + STEP_MS, toMs)) {
    const nextMs = Math.min(seenMs + STEP_MS, toMs);
    const nextOffsetMs = zoneOffset({ timeZone, atMs: nextMs });
    if (nextOffsetMs === offsetMs) continue;
    const changeMs = changeBetween({ timeZone, fromMs: seenMs, toMs: nextMs, offsetMs });
    stretches.push({ startMs, endMs: changeMs, offsetMs });
    startMs = changeMs;
    offsetMs = nextOffsetMs;
  }
  if (startMs < toMs) stretches.push({ startMs, endMs: toMs, offsetMs });
  return stretches;
}

/** The first moment at which the offset is not that of `fromMs` any more. */
function changeBetween({
  timeZone,
  fromMs,
  toMs,
  offsetMs,
}: {
  readonly timeZone: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly offsetMs: number;
}): number {
  let before = fromMs;
  let after = toMs;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zoneOffset({ timeZone, atMs: middle }) === offsetMs) before = middle;
    else after = middle;
  }
  return after;
}

// One for each zone that a definition names: making one takes longer than using it a hundred times.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, formatter);
  return formatter;
}

import { nearestName } from '../domain/nearest-name.ts';
import { isTimeZone } from '../domain/time-zone.ts';
import type { CheckContext } from './check-context.ts';
import type { ConfigPath } from './config-path.ts';

/** Reports a zone that does not exist: nobody could say when a window of it begins. */
export function checkTimeZone({
  timeZone,
  path,
  context,
}: {
  readonly timeZone: string | undefined;
  /** Of the object that `time_zone` stands in. */
  readonly path: ConfigPath;
  readonly context: CheckContext;
}): void {
  if (timeZone === undefined || isTimeZone(timeZone)) return;
  const guess = nearestName({ name: timeZone, candidates: Intl.supportedValuesOf('timeZone') });
  const zonePath = [...path, 'time_zone'];
  context.report({
    path: zonePath,
    message: `there is no time zone ${context.shown({ path: zonePath, value: timeZone })}`,
    instead:
      guess === undefined ? 'Write the name of a zone, such as Europe/Berlin or UTC.' : `Did you mean "${guess}"?`,
  });
}

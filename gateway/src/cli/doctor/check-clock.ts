import type { Definitions } from '../../domain/definitions.ts';
import type { Store } from '../../domain/store.ts';
import { type Finding, note, warning } from './finding.ts';

/** Two processes of one machine agree on the time to far less than this. */
const AHEAD_MS = 60_000;

export const SET_THE_CLOCK = { text: 'Let the system keep the time.', exact: 'timedatectl set-ntp true' } as const;

interface ClockCheck {
  readonly definitions: Definitions;
  readonly store: Pick<Store, 'listRequests'>;
  readonly nowMs: number;
}

/** Whether something in the database is of a time that is still to come: then the clock was wrong, or is. */
export async function checkClock({ definitions, store, nowMs }: ClockCheck): Promise<readonly Finding[]> {
  const { workspaces, connections, routes, keys } = definitions;
  const made = [...workspaces, ...connections, ...routes, ...keys].map(({ createdAtMs }) => createdAtMs);
  const [newest] = await store.listRequests({ limit: 1 });
  const latestMs = Math.max(0, ...made, newest?.startedAtMs ?? 0);
  if (latestMs - nowMs <= AHEAD_MS) return [note('clock', 'not behind what was written before')];
  const seconds = Math.round((latestMs - nowMs) / 1_000);
  return [
    warning({
      subject: 'clock',
      text: `The database holds what happens only in ${seconds} s by this machine's clock: it was set back, or was ahead. Keys, budgets and limits end at the wrong time.`,
      fix: SET_THE_CLOCK,
    }),
  ];
}

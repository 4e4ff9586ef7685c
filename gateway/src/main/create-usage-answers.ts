import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ServerOptions } from '../dataplane/server-options.ts';
import type { Clock } from '../domain/ports.ts';
import type { Store } from '../domain/store.ts';
import { answerUsage } from '../usage/answer-usage.ts';
import { takeTurns } from '../usage/take-turns.ts';

/** Each is done in a fraction of a second. */
const MOST_WAITING = 8;

/** Answers questions about usage in a gateway that serves requests meanwhile: one by one, and in small pieces. */
export function createUsageAnswers({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'usage' | 'readDefinitions'>;
  readonly clock: Clock;
}): ServerOptions['usage'] {
  const inTurn = takeTurns({ mostWaiting: MOST_WAITING });
  return (question) => inTurn(() => answerUsage({ ...question, store, nowMs: clock.now(), pause: nextTurn }));
}

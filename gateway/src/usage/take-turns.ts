import { GatewayError } from '../domain/gateway-error.ts';

const RETRY_AFTER_MS = 1_000;

/**
 * Does one piece of work after the other, and lets so many wait: what is not urgent must not take the time of what is.
 * @throws GatewayError gateway_overloaded where too many wait already
 */
export function takeTurns({
  mostWaiting,
}: {
  readonly mostWaiting: number;
}): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  let pending = 0;
  return async (work) => {
    if (pending > mostWaiting) {
      throw new GatewayError('gateway_overloaded', {
        message: 'Too many reports are asked for at once.',
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    pending++;
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      pending--;
    }
  };
}

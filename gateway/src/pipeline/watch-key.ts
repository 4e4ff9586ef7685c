import type { Authenticated } from './authenticate.ts';
import type { Stage } from './stage.ts';

export interface KeyWatched extends Authenticated {
  readonly endKeyWatch: () => void;
}

/** From here to the end of the request its key is looked at: what would refuse it now ends it. */
export const watchKey: Stage<Authenticated, KeyWatched> = {
  name: 'watch-key',
  enter: (exchange, { keyWatch }) => ({
    ...exchange,
    endKeyWatch: keyWatch.begin(exchange.client, exchange.principal.digest),
  }),
  leave: ({ endKeyWatch }) => endKeyWatch(),
};

import type { Authenticated } from './authenticate.ts';
import type { Stage } from './stage.ts';

/** From here to the end of the request its key is looked at: what would refuse it now ends it. */
export const watchKey: Stage<Authenticated, Authenticated> = {
  name: 'watch-key',
  enter: (exchange, { keyWatch }) => {
    keyWatch.begin(exchange.client, exchange.principal.digest);
    return exchange;
  },
  leave: ({ client }, _outcome, { keyWatch }) => keyWatch.end(client),
};

import type { Capability } from '@latentkit/contract/capability';
import { CAPABILITIES } from '@latentkit/contract/capability';
import type { Principal, PublishedRoute } from '../domain/route.ts';
import { authenticate } from './authenticate.ts';
import { chooseVersion } from './choose-version.ts';
import type { Exchange } from './exchange.ts';
import type { PipelineDeps } from './pipeline-deps.ts';
import { publishedRouteOf, sandboxed } from './resolve-route.ts';

export interface Identity {
  readonly principal: Principal;
  /** As the key's requests would be served: a test key's attempts are the sandbox. */
  readonly route: PublishedRoute;
  /** What at least one attempt can do now: its connection is enabled and no circuit keeps it away. */
  readonly capabilities: readonly Capability[];
}

/** Who a key is and what it can do, without a task. @throws GatewayError */
export async function identify({ exchange, deps }: { exchange: Exchange; deps: PipelineDeps }): Promise<Identity> {
  const { principal } = await authenticate.enter(exchange, deps);
  const served = servedTo({ principal, requestId: exchange.requestId });
  const route = principal.kind === 'test' ? sandboxed({ route: served, sandbox: deps.sandbox }) : served;
  const nowMs = deps.clock.now();
  const usable = route.attempts.filter(({ connection, circuitKey }) => {
    const { kind } = deps.health.state(circuitKey, nowMs);
    return connection.enabled && (kind === 'closed' || kind === 'probe');
  });
  const capabilities = CAPABILITIES.filter(
    (capability) =>
      (principal.scopes?.includes(capability) ?? true) && usable.some((target) => target.capabilities.has(capability)),
  );
  return { principal, route, capabilities };
}

/** Where a canary is sticky by user, a key alone has no version of its own: it is told of the published one. */
function servedTo({ principal, requestId }: { principal: Principal; requestId: string }): PublishedRoute {
  const published = publishedRouteOf(principal);
  if (published.canary?.stickyBy !== 'key') return published;
  return chooseVersion({ route: published, keyId: principal.keyId, user: undefined, requestId }).route;
}

import { RESPONSE_PROFILES } from '@latentkit/contract/response-profile';
import { GatewayError } from '../domain/gateway-error.ts';
import type { Principal, PublishedRoute } from '../domain/route.ts';
import type { Needs } from '../domain/task.ts';
import { chooseVersion } from './choose-version.ts';
import { lastUserText } from './last-user-text.ts';
import type { Sandbox } from './pipeline-deps.ts';
import type { Claimed } from './replay-or-claim.ts';
import type { Stage } from './stage.ts';

export interface RouteResolved extends Claimed {
  /** The one version that serves this request, from here to its end. */
  readonly route: PublishedRoute;
}

export const resolveRoute: Stage<Claimed, RouteResolved> = {
  name: 'resolve-route',
  enter: (exchange, { sandbox }) => {
    const { principal, needs, task, requestId } = exchange;
    checkScope({ principal, needs });
    const published = publishedRouteOf(principal);
    const caller = { keyId: principal.keyId, user: task.request.user };
    const { route } = chooseVersion({ route: published, requestId, ...caller });
    if (principal.kind !== 'test') return { ...exchange, route };
    const text = lastUserText(task);
    const wanted = sandbox.gatewayError(text);
    if (wanted) throw wanted;
    const served = sandboxed({ route, sandbox });
    return { ...exchange, route: sandbox.resumes(text) ? resuming(served) : served };
  },
};

/** @throws GatewayError invalid_api_key */
export function publishedRouteOf(principal: Principal): PublishedRoute {
  if (principal.route) return principal.route;
  if (principal.routeUnpublished) {
    throw new GatewayError('invalid_api_key', {
      reason: 'route_not_published',
      principal,
      message: `The route of the key "${principal.keyName}" has no published version.`,
      hint: 'Publish the route, then send the request again: the key itself is fine.',
    });
  }
  throw new GatewayError('invalid_api_key', {
    reason: 'route_not_assigned',
    principal,
    message: `The key "${principal.keyName}" has no route.`,
    hint: 'Assign a route to the key, then send the request again: the key itself is fine.',
  });
}

/** A test key keeps its route's rules and name, but every attempt is the sandbox. */
export function sandboxed({
  route,
  sandbox,
}: {
  route: PublishedRoute;
  sandbox: Pick<Sandbox, 'target'>;
}): PublishedRoute {
  return { ...route, attempts: [{ ...sandbox.target, position: 1, profiles: RESPONSE_PROFILES }] };
}

/** A second attempt, which goes on where the first one breaks off. */
function resuming(route: PublishedRoute): PublishedRoute {
  const second = route.attempts.map((target) => ({ ...target, position: route.attempts.length + 1 }));
  return { ...route, onCut: 'resume', attempts: [...route.attempts, ...second] };
}

function checkScope({ principal, needs }: { principal: Principal; needs: Needs }): void {
  const [wanted] = needs.capabilities;
  if (!principal.scopes || !wanted || principal.scopes.includes(wanted)) return;
  throw new GatewayError('key_scope', {
    detail: wanted,
    message: `The key "${principal.keyName}" is not allowed to do "${wanted}" tasks.`,
    hint: `Use a key whose scopes include "${wanted}". This one has: ${principal.scopes.join(', ') || 'none'}.`,
  });
}

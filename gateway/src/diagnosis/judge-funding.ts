import type { Allowance } from '../domain/allowance.ts';
import type { AttemptTarget, Managed, Principal } from '../domain/route.ts';
import type { Needs } from '../domain/task.ts';
import { fundingOf } from '../pipeline/fund-attempt.ts';

/** Why nobody would pay for any attempt of today's plan; undefined: somebody would. */
export function judgeFunding({
  principal,
  needs,
  targets,
  allowance,
}: {
  readonly principal: Principal;
  readonly needs: Pick<Needs, 'capabilities'>;
  readonly targets: readonly AttemptTarget[];
  readonly allowance: Pick<Allowance, 'credits' | 'managed'>;
}): string | undefined {
  // Nothing that a test key does costs anything.
  if (principal.kind === 'test') return undefined;
  const reasons = targets.map((target) => whyUnpaid({ principal, needs, target, allowance }));
  return reasons.includes(undefined) ? undefined : reasons[0];
}

function whyUnpaid({
  principal: { plan },
  needs: { capabilities },
  target,
  allowance: { credits, managed },
}: {
  readonly principal: Principal;
  readonly needs: Pick<Needs, 'capabilities'>;
  readonly target: AttemptTarget;
  readonly allowance: Pick<Allowance, 'credits' | 'managed'>;
}): string | undefined {
  const countedAs = managedOf(capabilities);
  const funding = fundingOf({ access: target.connection.access, plan, managed: countedAs, capabilities });
  switch (funding.fundedBy) {
    case 'byok':
      return undefined;
    case undefined:
      return `The plan of the workspace has no platform access for "${funding.lacks}".`;
    case 'allowance': {
      const included = managed.find(({ capability }) => capability === countedAs);
      if (included === undefined || included.used < included.limit) return undefined;
      const until = included.resetsAtMs === undefined ? '' : ` until ${new Date(included.resetsAtMs).toISOString()}`;
      return `The ${included.limit} ${countedAs} requests that the plan includes are used up${until}.`;
    }
    case 'credits':
      if (credits === undefined) {
        return managed.length === 0 ? undefined : 'The plan does not pay for it, and the workspace has no credits.';
      }
      return credits.leftNanoUsd > 0 ? undefined : 'The credits of the workspace are used up.';
  }
}

function managedOf(capabilities: Needs['capabilities']): Managed {
  if (capabilities.includes('embeddings')) return 'embeddings';
  return capabilities.includes('image_generation') ? 'image' : 'chat';
}

import type { LimitPolicy } from '../domain/limits.ts';
import type { Admission, Clock } from '../domain/ports.ts';
import type { LimitGrant } from './limit-grant.ts';
import type { LimitSet } from './limit-set.ts';
import type { Meter } from './meter.ts';
import type { WindowCell } from './sliding-window.ts';
import { TakenRequest } from './taken-request.ts';

export const UNLIMITED: Admission = Object.freeze({ admitted: true, release: () => {}, limits: undefined });

export interface AdmissionCheck {
  readonly set: LimitSet;
  /** In the order of the set's scopes. */
  readonly meters: readonly Meter[];
  readonly tokens: number;
  readonly clock: Clock;
  readonly nowMs: number;
  /** Takes the grants of which more has to be asked for. Undefined: nobody is asked, and what is not granted is not there. */
  readonly toAsk?: LimitGrant[] | undefined;
}

/**
 * Looks at every limit once, and takes only when all have room. A refusal names the limit that has to be waited for the
 * longest: whoever waits for it has waited for all of them. Undefined: `toAsk` says what has to be asked first.
 */
export function decideAdmission(check: AdmissionCheck): Admission | undefined {
  const { set, meters, tokens, nowMs, toAsk } = check;
  let refusing: LimitPolicy | undefined;
  let retryAfterMs = 0;
  let tightest: LimitPolicy | undefined;
  let tightestMeter: Meter | undefined;
  let leastLeft = 0;
  for (let index = 0; index < meters.length; index++) {
    const meter = meters[index];
    const policies = set.scopes[index]?.policies;
    if (meter === undefined || policies === undefined) continue;
    for (const policy of policies) {
      const amount = policy.counted === 'tokens' ? tokens : 1;
      const used = meter.used(policy);
      const grant = meter.grantOf(policy);
      const left = grant === undefined ? policy.limit - used - amount : grant.left(policy, used + amount);
      const room = grant === undefined ? roomAlone(policy, left, used) : grant.roomFor(policy, { used, amount, nowMs });
      if (room === 'none' || (room === 'ask' && toAsk === undefined)) {
        const waitMs = grant === undefined ? meter.waitMs(policy, amount) : grant.waitMs(policy, amount, nowMs);
        if (refusing !== undefined && waitMs <= retryAfterMs) continue;
        retryAfterMs = waitMs;
        refusing = policy;
      } else if (room === 'ask' && grant !== undefined) {
        // A workspace's limit and its plan's are one grant where they count the same.
        if (toAsk?.includes(grant) === false) toAsk.push(grant);
      } else if (tightest === undefined || left * tightest.limit < leastLeft * policy.limit) {
        tightest = policy;
        tightestMeter = meter;
        leastLeft = Math.max(0, left);
      }
    }
  }
  if (refusing !== undefined) return refused({ set, refusing, retryAfterMs });
  if (toAsk !== undefined && toAsk.length > 0) {
    for (const grant of toAsk) grant.want(tokens);
    return undefined;
  }
  if (tightest === undefined || tightestMeter === undefined) return UNLIMITED;
  return take(check, { policy: tightest, meter: tightestMeter, remaining: leastLeft });
}

/** What is larger than the whole limit runs when nothing else counts: otherwise it could never run. */
function roomAlone({ limit }: LimitPolicy, left: number, used: number): 'there' | 'none' {
  return limit <= 0 || (left < 0 && used > 0) ? 'none' : 'there';
}

function refused({
  set,
  refusing,
  retryAfterMs,
}: {
  readonly set: LimitSet;
  readonly refusing: LimitPolicy;
  readonly retryAfterMs: number;
}): Admission {
  const tightest = { policy: refusing, remaining: 0, resetMs: retryAfterMs };
  return { admitted: false, retryAfterMs, limits: { policies: set.policies, tightest } };
}

interface Tightest {
  readonly policy: LimitPolicy;
  readonly meter: Meter;
  readonly remaining: number;
}

function take(check: AdmissionCheck, { policy, meter, remaining }: Tightest): Admission {
  const { set, meters, tokens, clock, nowMs } = check;
  const cells: (WindowCell | undefined)[] = [];
  for (let index = 0; index < meters.length; index++) {
    const scope = set.scopes[index];
    cells.push(scope && meters[index]?.take(scope.counted, tokens));
  }
  const tightest = { policy, remaining, resetMs: meter.resetMs(policy) };
  const limits = { policies: set.policies, tightest };
  return new TakenRequest({ limits, meters, cells, tokens, atMs: nowMs, clock });
}

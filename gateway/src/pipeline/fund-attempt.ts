import type { Capability } from '@latentkit/contract/capability';
import type { FundedBy } from '../domain/ledger.ts';
import type { Access, Managed, Plan } from '../domain/route.ts';

export type Funding =
  | { readonly fundedBy: FundedBy }
  /** The plan does not let platform access be used for this. */
  | { readonly fundedBy: undefined; readonly lacks: Capability };

const BYOK: Funding = { fundedBy: 'byok' };
const CREDITS: Funding = { fundedBy: 'credits' };
const ALLOWANCE: Funding = { fundedBy: 'allowance' };

/** Who pays for an attempt. Pure: it hangs on the attempt's own access, never on that of an attempt before it. */
export function fundingOf({
  access,
  plan,
  managed,
  capabilities,
}: {
  readonly access: Access;
  readonly plan: Plan | undefined;
  readonly managed: Managed;
  /** What the request needs. */
  readonly capabilities: readonly Capability[];
}): Funding {
  if (access === 'byok') return BYOK;
  if (plan === undefined) return CREDITS;
  const lacks = plan.capabilities && capabilities.find((needed) => !plan.capabilities?.includes(needed));
  if (lacks !== undefined) return { fundedBy: undefined, lacks };
  const isCovered =
    plan.managed[managed] !== undefined && !capabilities.some((needed) => plan.excludes.includes(needed));
  return isCovered ? ALLOWANCE : CREDITS;
}

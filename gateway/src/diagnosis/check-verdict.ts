import type { CheckVerdict, ConnectionCheck } from '../domain/connection-check.ts';
import type { AttemptFailure } from '../domain/failure.ts';
import type { AttemptTarget } from '../domain/route.ts';
import { isOfAnotherServer } from '../pipeline/is-of-another-server.ts';
import { causeOfAttempt } from './cause-of-attempt.ts';
import type { CauseCode } from './causes/all-causes.ts';
import { writeCause } from './write-cause.ts';

interface Failed {
  readonly failure: AttemptFailure;
  /** The name of the connection, and what was asked for. */
  readonly of: { readonly connection: string; readonly provider: string; readonly model: AttemptTarget['model'] };
}

/**
 * What a failed check means, and what helps. The provider's own words decide which refusal it is, and stay here: nothing of
 * its body gets into the answer.
 */
export function checkVerdict({ failure, of }: Failed): Pick<ConnectionCheck, 'verdict' | 'cause' | 'fix'> {
  const found = causeOfAttempt({
    ...of,
    outcome: 'failed',
    failureClass: failure.class,
    failureDetail: failure.detail ?? failure.code,
    failureNote: failure.note,
    status: failure.status,
    retryAfterMs: failure.retryAfterMs,
  });
  const isElsewhere = isOfAnotherServer(failure);
  const code = isElsewhere && found.code !== 'redirect_refused' ? 'malformed_answer' : found.code;
  const facts = { ...found.facts, detail: failure.detail ?? failure.class };
  const { sentence, fix } = writeCause({ code, facts });
  return {
    verdict: isElsewhere ? 'wrong_region_or_address' : (VERDICT_OF_CAUSE[code] ?? 'unclear'),
    cause: isElsewhere && code === 'malformed_answer' ? notTheProvider({ of, failure }) : sentence,
    fix: isElsewhere && code === 'malformed_answer' ? CHECK_ADDRESS : fix.map(({ text, exact }) => ({ text, exact })),
  };
}

const CHECK_ADDRESS = [
  {
    text: "Check the address: everything before the provider's own resource path, and the right region.",
    exact: 'base_url',
  },
];

function notTheProvider({ of, failure }: Failed): string {
  const status = failure.status === undefined ? '' : ` (status ${failure.status})`;
  return `Something answers at the address of the connection "${of.connection}"${status}, but not as its provider does.`;
}

const VERDICT_OF_CAUSE: Readonly<Partial<Record<CauseCode, CheckVerdict>>> = {
  credential_refused: 'credential_refused',
  permission_denied: 'no_access_to_model',
  model_not_found: 'unknown_model',
  region_refused: 'wrong_region_or_address',
  redirect_refused: 'wrong_region_or_address',
  egress_blocked: 'address_not_allowed',
  dns_failed: 'network_unreachable',
  connection_refused: 'network_unreachable',
  connection_broken: 'network_unreachable',
  connect_timeout: 'network_unreachable',
  tls_failed: 'tls',
  upstream_rate_limited: 'rate_limited',
  out_of_credit: 'out_of_credit',
  overloaded: 'provider_down',
  provider_failed: 'provider_down',
  attempt_timeout: 'provider_down',
};

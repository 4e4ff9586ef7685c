import type { ConnectionChecks } from '../../domain/connection-check.ts';

const WHY_NOT: Readonly<Record<string, string>> = {
  malformed_url: 'this is not an address that everybody reads alike',
  scheme: 'this address is neither https nor http',
  userinfo: 'this address holds a user name or a password',
  port: 'this port belongs to something else, and is not called',
  local_name: 'this name is one of the local network',
  private_address: 'this address is private',
  own_address: 'this address is one of this very machine',
};

/** Why an address that does not stand in the operator's own file cannot be called, and who may allow it; undefined: it can. */
export function reachFault({
  url,
  noun,
  checks,
}: {
  readonly url: string;
  readonly noun: 'connection' | 'webhook';
  readonly checks: Pick<ConnectionChecks, 'whyNotReachable'>;
}): string | undefined {
  const reason = checks.whyNotReachable(url);
  if (reason === undefined) return undefined;
  const why = WHY_NOT[reason] ?? 'this address is not one that this gateway may call';
  const isPrivate = reason === 'private_address' || reason === 'local_name' || reason === 'own_address';
  if (!isPrivate) return why;
  return `${why}. The operator may allow it by LATENTKIT_EGRESS_ALLOW, or declare the ${noun} in the configuration file.`;
}

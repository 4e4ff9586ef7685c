import type { CanaryRelease } from '../domain/route.ts';
import type { ChosenVersion } from '../pipeline/choose-version.ts';

/** Why a request gets the version that it gets, beside a canary. */
export function versionWords({
  chosen,
  canary,
}: {
  readonly chosen: Pick<ChosenVersion, 'because'>;
  readonly canary: CanaryRelease;
}): string {
  const by = canary.stickyBy === 'key' ? 'by key' : 'by user';
  const share = `the canary (version ${canary.route.version}) serves ${canary.sharePercent} % of the requests, ${by}`;
  return chosen.because === 'canary'
    ? `${share}, and this one is among them`
    : `${share}, and this one is not among them`;
}

import type { AttemptReport } from '../domain/gateway-error.ts';
import type { Facts } from './cause.ts';
import type { CauseCode } from './causes/all-causes.ts';
import type { FoundCause } from './found-cause.ts';

interface Skips {
  readonly skipped: readonly AttemptReport[];
  readonly facts: Facts;
  /** The profile that the request asked for, which is not always the one that the route used. */
  readonly wantedProfile: string | undefined;
}

/** Why no attempt of a route could be used: one cause where all were left out for the same reason, else all of them. */
export function causesOfSkips({ skipped, facts, wantedProfile }: Skips): readonly [FoundCause, ...FoundCause[]] {
  const found = [...Map.groupBy(skipped, ({ reason }) => kindOf(reason))].map(([kind, reports]) =>
    causeOfKind({ kind, reports, facts, wantedProfile }),
  );
  const [first, ...others] = found;
  const pinned = found.find(({ code }) => code === 'pinned_elsewhere');
  if (pinned !== undefined) return [pinned, ...found.filter((cause) => cause !== pinned)];
  return first !== undefined && others.length === 0 ? [first] : [{ code: 'no_eligible_attempt', facts }, ...found];
}

interface SkipsOfKind {
  readonly kind: string;
  readonly reports: readonly AttemptReport[];
  readonly facts: Facts;
  readonly wantedProfile: string | undefined;
}

function causeOfKind({ kind, reports, facts, wantedProfile }: SkipsOfKind): FoundCause {
  const details = [...new Set(reports.map(({ reason }) => reason.slice(kind.length + 1)))];
  const detail = details.join(', ');
  const where = namesOf(reports);
  switch (kind) {
    case 'lacks_capability':
      return { code: 'capability_missing', facts: { ...facts, capability: detail } };
    case 'profile_not_served': {
      const overridden = wantedProfile !== undefined && wantedProfile !== detail;
      const code: CauseCode = overridden ? 'profile_override_disabled' : 'profile_not_served';
      return { code, facts: { ...facts, profile: detail, ...(overridden ? { wanted_profile: wantedProfile } : {}) } };
    }
    case 'context_window': {
      const largest = reports.toSorted((a, b) => windowOf(b) - windowOf(a)).slice(0, 1);
      return {
        code: 'context_too_long',
        facts: { ...facts, ...namesOf(largest), window: String(windowOf(largest[0])) },
      };
    }
    case 'connection_disabled':
      return { code: 'connection_disabled', facts: { ...facts, ...where } };
    case 'model_disabled':
      return { code: 'model_disabled', facts: { ...facts, ...where } };
    case 'pinned_elsewhere':
      return { code: 'pinned_elsewhere', facts: { ...facts, detail } };
    default:
      return { code: 'all_circuits_open', facts: { ...facts, ...where } };
  }
}

function kindOf(reason: string): string {
  const [kind = ''] = reason.split(':');
  // Both are a rest after failures.
  return kind === 'circuit_open' ? 'cooling_down' : kind;
}

function windowOf(report: AttemptReport | undefined): number {
  return Number(report?.reason.split(':')[1] ?? 0);
}

function namesOf(reports: readonly AttemptReport[]): Facts {
  const join = (names: readonly string[]) => [...new Set(names)].join(', ');
  return {
    connection: join(reports.map((report) => report.connection)),
    model: join(reports.map(({ model }) => model)),
  };
}

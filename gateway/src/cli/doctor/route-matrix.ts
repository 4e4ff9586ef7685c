import type { Capability } from '@latentkit/contract/capability';
import { RESPONSE_PROFILES, type ResponseProfile } from '@latentkit/contract/response-profile';
import { ALL_WELL, NO_LOAD } from '../../domain/ports.ts';
import type { PublishedRoute } from '../../domain/route.ts';
import { planAttempts } from '../../pipeline/plan-attempts.ts';
import { type Finding, problem, warning } from './finding.ts';

/** What a task needs of an attempt, under the capability that it is known by. */
const NEEDS: readonly (readonly [Capability, ...Capability[]])[] = [
  ['chat'],
  ['tools', 'chat'],
  ['json', 'chat'],
  ['vision', 'chat'],
  ['audio', 'chat'],
  ['files', 'chat'],
  ['embeddings'],
  ['image_generation'],
];

export interface RouteMatrix {
  readonly route: string;
  /** Profiles that requests of this route can have. */
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  readonly profile: ResponseProfile;
  readonly isDefault: boolean;
  /** How many attempts could serve a task that needs this. */
  readonly eligible: Readonly<Partial<Record<Capability, number>>>;
}

/** Which tasks a route could serve, asked of the planner that serves them. */
export function routeMatrix(route: PublishedRoute): RouteMatrix {
  const profiles = RESPONSE_PROFILES.filter(
    (profile) => route.allowProfileOverride || profile === route.defaultProfile,
  );
  return {
    route: route.name,
    rows: profiles.map((profile) => ({
      profile,
      isDefault: profile === route.defaultProfile,
      eligible: Object.fromEntries(NEEDS.map((needed) => [needed[0], eligible({ route, profile, needed })])),
    })),
  };
}

interface Cell {
  readonly route: PublishedRoute;
  readonly profile: ResponseProfile;
  readonly needed: readonly Capability[];
}

function eligible({ route, profile, needed }: Cell): number {
  const needs = { capabilities: needed, profile, estimatedInputTokens: 0, pin: undefined };
  const caller = { keyId: 'doctor', user: undefined };
  const well = { health: ALL_WELL, load: NO_LOAD, nowMs: 0 };
  return planAttempts({ route, needs, ...well, caller, stream: false, seed: 'doctor' }).attempts.length;
}

/** Profiles that nothing serves, and tasks that one profile can do and another cannot. */
export function checkMatrix({ route, rows }: RouteMatrix): readonly Finding[] {
  const subject = `route ${route}`;
  const served = new Set(rows.flatMap((row) => servedBy(row)));
  return rows.flatMap((row): Finding[] => {
    const own = servedBy(row);
    const fix = {
      text: 'Add the profile to an attempt that can, and apply.',
      exact: `routes[].attempts[].profiles: […, ${row.profile}]`,
    };
    if (own.length === 0) {
      const text = `No attempt serves the profile "${row.profile}"${row.isDefault ? ', which is the default' : ''}.`;
      return [row.isDefault ? problem({ subject, text, fix }) : warning({ subject, text, fix })];
    }
    const lacking = [...served].filter((capability) => !own.includes(capability));
    if (lacking.length === 0) return [];
    const text = `The profile "${row.profile}" has no attempt for ${lacking.join(', ')}, which another profile of the route has.`;
    return [warning({ subject, text, fix })];
  });
}

function servedBy({ eligible: counts }: MatrixRow): string[] {
  return Object.entries(counts).flatMap(([capability, count]) => (count > 0 ? [capability] : []));
}

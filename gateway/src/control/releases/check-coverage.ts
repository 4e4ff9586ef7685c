import { CAPABILITIES, type Capability } from '@latentkit/contract/capability';
import { RESPONSE_PROFILES } from '@latentkit/contract/response-profile';
import type { CheckContext } from '../../config/check-context.ts';
import { resolveModel } from '../../config/resolve-model.ts';
import type { AttemptSpec, RouteSpec } from '../../domain/definitions.ts';
import type { DraftCheck } from './draft-check.ts';

interface CoverageCheck extends DraftCheck {
  readonly context: CheckContext;
}

/** What callers may ask for, and no attempt can do. */
export function checkCoverage(check: CoverageCheck): void {
  const able = check.spec.attempts.filter((attempt) => abilitiesOf({ attempt, check }).size > 0);
  // A route that can do nothing was told of already.
  if (able.length === 0) return;
  checkProfiles({ ...check, able });
  const can = allAbilities({ spec: check.spec, check });
  checkLost({ ...check, can });
  checkScopes({ ...check, can });
}

function checkProfiles({ spec, context, able }: CoverageCheck & { readonly able: readonly AttemptSpec[] }): void {
  if (!spec.allowProfileOverride) return;
  const missing = RESPONSE_PROFILES.filter(
    (profile) => profile !== spec.defaultProfile && !able.some(({ profiles }) => profiles.includes(profile)),
  );
  if (missing.length === 0) return;
  context.report({
    path: ['attempts'],
    severity: 'warning',
    message: `no attempt serves the profile ${missing.map((profile) => `"${profile}"`).join(' or ')}: a request that asks for it is refused`,
    instead: 'Add it to the profiles of an attempt, or set allow_profile_override to false.',
  });
}

type Abilities = ReadonlySet<Capability>;

function checkLost({ published, context, can, ...check }: CoverageCheck & { readonly can: Abilities }): void {
  if (published === undefined) return;
  const could = allAbilities({ spec: published, check });
  const lost = CAPABILITIES.filter((capability) => could.has(capability) && !can.has(capability));
  if (lost.length === 0) return;
  context.report({
    path: ['attempts'],
    severity: 'warning',
    message: `the published version can do ${lost.join(', ')}, and no attempt of this one can`,
    instead: 'Add an attempt that can, or make sure that no caller needs it.',
  });
}

function checkScopes({ keys = [], context, can }: CoverageCheck & { readonly can: Abilities }): void {
  for (const { name, scopes, revokedAtMs } of keys) {
    const unserved = (scopes ?? []).filter((scope) => !can.has(scope));
    if (revokedAtMs !== undefined || unserved.length === 0) continue;
    context.report({
      path: ['attempts'],
      severity: 'warning',
      message: `the key "${name}" is meant for ${unserved.join(', ')}, and no attempt can do that`,
      instead: 'Add an attempt that can, or change the scopes of the key.',
    });
  }
}

type Models = Pick<DraftCheck, 'connections' | 'providers' | 'catalogue'>;

function allAbilities({ spec, check }: { readonly spec: RouteSpec; readonly check: Models }): Abilities {
  return new Set(spec.attempts.flatMap((attempt) => [...abilitiesOf({ attempt, check })]));
}

const NOTHING: Abilities = new Set();

/** Of an attempt that would be used now. */
function abilitiesOf({ attempt, check }: { readonly attempt: AttemptSpec; readonly check: Models }): Abilities {
  const connection = check.connections.find(({ name }) => name === attempt.connection);
  const adapter = connection && check.providers.get(connection.provider);
  if (connection === undefined || adapter === undefined || !connection.enabled) return NOTHING;
  const definition = connection.models.find(({ id }) => id === attempt.model);
  if (definition?.enabled === false || (definition === undefined && connection.models.length > 0)) return NOTHING;
  return resolveModel({ adapter, model: attempt.model, definition, catalogue: check.catalogue }).capabilities;
}

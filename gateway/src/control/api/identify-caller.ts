import type { ControlRequest } from '../../domain/control-plane.ts';
import { GatewayError } from '../../domain/gateway-error.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { ServiceToken } from '../../domain/member.ts';
import {
  ADMINISTRATORS_PERMISSIONS,
  isOfInstallation,
  isPermission,
  type Permission,
  permissionsOf,
} from '../permissions.ts';
import type { Caller } from './caller.ts';
import type { ControlDeps } from './control-deps.ts';

/** Somebody who signed in, as the people of the installation know them. */
export interface SignedIn {
  readonly id: PersonId;
  readonly email: string;
  readonly isInstallationAdmin: boolean;
}

/** @throws GatewayError permission_denied for what another site's page sends */
export type FindSignedIn = (request: ControlRequest) => Promise<SignedIn | undefined>;

const NONE: ReadonlySet<Permission> = new Set();
const OF_INSTALLATION: ReadonlySet<Permission> = new Set([...ADMINISTRATORS_PERMISSIONS].filter(isOfInstallation));

/**
 * Who calls: a bearer of the operator's token or of a service token, or somebody with a session. A credential anywhere else
 * (another header, the query) is none.
 * @throws GatewayError sign_in_required, permission_denied
 */
export async function identifyCaller({
  request,
  deps,
  findSignedIn,
}: {
  readonly request: ControlRequest;
  readonly deps: Pick<ControlDeps, 'store' | 'vault' | 'clock'>;
  readonly findSignedIn: FindSignedIn;
}): Promise<Caller | undefined> {
  if (request.isOperator) return OPERATOR;
  const authorization = request.headers.get('authorization');
  if (authorization !== null) return tokenCaller({ authorization, deps });
  const person = await findSignedIn(request);
  if (person === undefined) return undefined;
  const members = await deps.store.access.membershipsOf({ personId: person.id });
  const roles = new Map(members.map(({ workspaceId, role }) => [workspaceId, permissionsOf(role)]));
  return {
    actor: { kind: 'person', id: person.id, name: person.email },
    personId: person.id,
    ofInstallation: person.isInstallationAdmin ? OF_INSTALLATION : NONE,
    permissionsIn(workspaceId) {
      const own = roles.get(workspaceId);
      if (!person.isInstallationAdmin) return own;
      return new Set([...(own ?? []), ...ADMINISTRATORS_PERMISSIONS]);
    },
  };
}

const OPERATOR: Caller = {
  actor: { kind: 'operator' },
  personId: undefined,
  ofInstallation: OF_INSTALLATION,
  permissionsIn: () => ADMINISTRATORS_PERMISSIONS,
};

async function tokenCaller({
  authorization,
  deps,
}: {
  readonly authorization: string;
  readonly deps: Pick<ControlDeps, 'store' | 'vault' | 'clock'>;
}): Promise<Caller> {
  const secret = /^Bearer +(lkadm_[A-Za-z0-9_-]{32,250})$/i.exec(authorization)?.[1];
  if (secret === undefined) {
    const isKey = /^Bearer +lk(?:_live_|_test_|ia_)/i.test(authorization);
    throw new GatewayError('sign_in_required', {
      reason: isKey ? 'api_key' : 'unknown_token',
      message: isKey ? 'An API key sends tasks; it does not administer the gateway.' : undefined,
    });
  }
  const token = await deps.store.access.findServiceToken({ digest: deps.vault.digest(secret) });
  if (token === undefined) throw new GatewayError('sign_in_required', { reason: 'unknown_token' });
  if (token.revokedAtMs !== undefined) throw new GatewayError('sign_in_required', { reason: 'revoked_token' });
  if (token.expiresAtMs !== undefined && token.expiresAtMs <= deps.clock.now()) {
    throw new GatewayError('sign_in_required', { reason: 'expired_token' });
  }
  return callerOfToken(token);
}

function callerOfToken({ id, name, workspaceId, scopes }: ServiceToken): Caller {
  const permissions = new Set(scopes.filter(isPermission));
  return {
    actor: { kind: 'token', id, name },
    personId: undefined,
    ofInstallation: workspaceId === undefined ? new Set([...permissions].filter(isOfInstallation)) : NONE,
    permissionsIn: (asked) => (workspaceId === undefined || workspaceId === asked ? permissions : undefined),
  };
}

import { nameSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';
import type { ActingAs } from '../../../domain/actor.ts';
import { GatewayError } from '../../../domain/gateway-error.ts';
import { readId, type WorkspaceId } from '../../../domain/ids.ts';
import type { ServiceToken } from '../../../domain/member.ts';
import { ALL_PERMISSIONS, isOfInstallation, type Permission } from '../../permissions.ts';
import type { Caller } from '../caller.ts';
import type { ControlDeps } from '../control-deps.ts';
import { problemsError } from '../read-input.ts';
import { isoTimeSchema } from '../shared-fields.ts';
import { type newServiceTokenSchema, serviceTokenView } from './service-token-view.ts';

const YEAR_MS = 366 * 86_400_000;
const SECRET_BYTES = 32;

export const newServiceTokenBody = z.strictObject({
  name: nameSchema,
  scopes: z
    .array(z.enum(ALL_PERMISSIONS))
    .min(1)
    .max(ALL_PERMISSIONS.length)
    .describe('Permissions, of those that you have yourself'),
  expires_at: isoTimeSchema.describe('Within a year'),
});

/**
 * Makes a token that may do some of what its maker may do, and no more (RELIABILITY K7).
 * @throws GatewayError validation_error, permission_denied
 */
export async function makeServiceToken({
  deps,
  acting,
  caller,
  workspaceId,
  body,
  nowMs,
}: {
  readonly deps: ControlDeps;
  readonly acting: ActingAs;
  readonly caller: Caller;
  /** Undefined: of the whole installation. */
  readonly workspaceId: WorkspaceId | undefined;
  readonly body: z.output<typeof newServiceTokenBody>;
  readonly nowMs: number;
}): Promise<{ readonly body: z.input<typeof newServiceTokenSchema> }> {
  const expiresAtMs = Date.parse(body.expires_at);
  const scopes = [...new Set(body.scopes)];
  const problems = [
    ...scopes
      .filter((scope) => workspaceId !== undefined && isOfInstallation(scope))
      .map((scope) => ({ param: 'scopes', message: `"${scope}" is nothing that a token of one workspace can have` })),
    ...(expiresAtMs <= nowMs ? [{ param: 'expires_at', message: 'is in the past; write a later moment' }] : []),
    ...(expiresAtMs > nowMs + YEAR_MS
      ? [{ param: 'expires_at', message: 'is more than a year away; write an earlier moment' }]
      : []),
  ];
  const callersEndMs = await endOfCaller({ deps, caller, workspaceId });
  if (callersEndMs !== undefined && expiresAtMs > callersEndMs) {
    problems.push({ param: 'expires_at', message: 'is later than the end of the token that you use' });
  }
  if (problems.length > 0) throw problemsError(problems);
  requireOwn({ scopes, caller, workspaceId });
  const secret = `lkadm_${Buffer.from(deps.randomBytes(SECRET_BYTES)).toString('base64url')}`;
  const token: ServiceToken = {
    id: deps.ids.next('tok'),
    workspaceId,
    name: body.name,
    digest: deps.vault.digest(secret),
    display: `${secret.slice(0, 'lkadm_'.length + 4)}…${secret.slice(-4)}`,
    scopes,
    expiresAtMs,
    revokedAtMs: undefined,
    createdAtMs: nowMs,
  };
  await deps.store.write({ ...acting, work: (writes) => writes.saveServiceToken(token) });
  return { body: { ...serviceTokenView({ token, nowMs }), token: secret } };
}

/** Nobody is a member of it: what somebody may do there, they may do in every workspace. */
const ANY_WORKSPACE = readId({ kind: 'ws', text: 'ws_any' });

/** @throws GatewayError permission_denied */
function requireOwn({
  scopes,
  caller,
  workspaceId,
}: {
  readonly scopes: readonly Permission[];
  readonly caller: Caller;
  readonly workspaceId: WorkspaceId | undefined;
}): void {
  const own = caller.permissionsIn(workspaceId ?? ANY_WORKSPACE);
  const beyond = scopes.filter((scope) => !own?.has(scope) && !caller.ofInstallation.has(scope));
  if (beyond.length === 0) return;
  throw new GatewayError('permission_denied', {
    reason: caller.actor.kind === 'token' ? 'token_scope' : 'role',
    param: 'scopes',
    message: `A token cannot have what you may not do yourself: ${beyond.join(', ')}.`,
    hint: 'Leave these scopes out.',
  });
}

/** Undefined: the caller is no token, or is one without an end. */
async function endOfCaller({
  deps,
  caller: { actor },
  workspaceId,
}: {
  readonly deps: ControlDeps;
  readonly caller: Caller;
  readonly workspaceId: WorkspaceId | undefined;
}): Promise<number | undefined> {
  if (actor.kind !== 'token') return undefined;
  const { serviceTokens } = deps.store.access;
  const tokens = [...(await serviceTokens({ workspaceId })), ...(await serviceTokens({ workspaceId: undefined }))];
  return tokens.find(({ id }) => id === actor.id)?.expiresAtMs;
}

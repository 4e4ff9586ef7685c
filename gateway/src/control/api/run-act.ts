import type { ControlRequest } from '../../domain/control-plane.ts';
import type { WorkspaceDefinition } from '../../domain/definitions.ts';
import { GatewayError } from '../../domain/gateway-error.ts';
import type { Act, ActAnswer } from './act.ts';
import type { Caller } from './caller.ts';
import type { ControlDeps } from './control-deps.ts';
import { readBody, readParameters } from './read-input.ts';
import { isoTime } from './shared-fields.ts';
import { wrongState } from './wrong-state.ts';

export interface ActCall {
  readonly act: Act;
  readonly request: ControlRequest;
  /** Undefined: nobody who is known. */
  readonly caller: Caller | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly deps: ControlDeps;
}

/**
 * What happens to every call, in this order: is the caller known, do they have a place there, may they, is what they sent
 * right; then the act itself. Somebody who may not learns nothing of what they sent.
 * @throws GatewayError
 */
export async function runAct({ act, request, caller, params, deps }: ActCall): Promise<ActAnswer> {
  const { workspaceId, ...ownParams } = params;
  const definitions = await deps.definitions();
  const known = requireKnown({ act, caller });
  const workspace =
    act.scope === 'workspace'
      ? findWorkspace({ id: workspaceId, workspaces: definitions.workspaces, caller: known })
      : undefined;
  requirePermission({ act, caller: known, workspace });
  const givenQuery = Object.fromEntries(new URL(request.url, 'http://control').searchParams);
  const checkedParams = readParameters({ value: ownParams, schema: act.params });
  const query = readParameters({ value: givenQuery, schema: act.query });
  const body = readBody({ text: request.bodyText, schema: act.body });
  const ifMatch = request.headers.get('if-match') ?? undefined;
  if (act.edits && ifMatch === undefined) throw new GatewayError('precondition_required');
  requireKept({ act, workspace });
  const nowMs = deps.clock.now();
  const acting = {
    actor: known.actor,
    origin: { clientIp: request.clientIp, requestId: request.requestId },
  };
  const context = { deps, caller: known, acting, ifMatch, nowMs, requestId: request.requestId };
  return act.run({ params: checkedParams, query, body, context, workspace, definitions });
}

const NOBODY: Caller = {
  actor: { kind: 'setup' },
  personId: undefined,
  ofInstallation: new Set(),
  permissionsIn: () => undefined,
};

function requireKnown({ act, caller }: Pick<ActCall, 'act' | 'caller'>): Caller {
  if (caller !== undefined) return caller;
  if (act.permission === 'anybody') return NOBODY;
  throw new GatewayError('sign_in_required', { reason: 'no_credential' });
}

/** Of what the caller has no place in, nobody says whether it exists. */
function findWorkspace({
  id,
  workspaces,
  caller,
}: {
  readonly id: string | undefined;
  readonly workspaces: readonly WorkspaceDefinition[];
  readonly caller: Caller;
}): WorkspaceDefinition {
  const found = workspaces.find((workspace) => workspace.id === id);
  if (found !== undefined && caller.permissionsIn(found.id) !== undefined) return found;
  throw new GatewayError('not_found', {
    message: 'There is no such workspace, or you have no place in it.',
    hint: 'GET /api/workspaces lists the ones that you have a place in.',
  });
}

/** What somebody would change in there goes with it; and who restores it must find it as it was. */
function requireKept({
  act,
  workspace,
}: Pick<ActCall, 'act'> & { readonly workspace: WorkspaceDefinition | undefined }) {
  if (workspace?.deleteAtMs === undefined || act.whileRemoved) return;
  throw wrongState({
    message: `The workspace "${workspace.name}" will be removed at ${isoTime(workspace.deleteAtMs)}; until then it stays as it is.`,
    hint: 'POST …/restore keeps it: then it can be changed again.',
  });
}

function requirePermission({
  act,
  caller,
  workspace,
}: {
  readonly act: Act;
  readonly caller: Caller;
  readonly workspace: WorkspaceDefinition | undefined;
}): void {
  const { permission } = act;
  if (permission === 'anybody' || permission === 'signed_in') return;
  const has = workspace === undefined ? caller.ofInstallation : caller.permissionsIn(workspace.id);
  if (has?.has(permission)) return;
  const isToken = caller.actor.kind === 'token';
  throw new GatewayError('permission_denied', {
    reason: workspace === undefined ? 'installation_only' : isToken ? 'token_scope' : 'role',
    message: isToken ? `This service token's scopes do not include "${permission}".` : undefined,
    hint:
      workspace === undefined
        ? 'Ask an administrator of this installation.'
        : isToken
          ? `Make a token with the scope "${permission}".`
          : undefined,
    extra: { permission },
  });
}

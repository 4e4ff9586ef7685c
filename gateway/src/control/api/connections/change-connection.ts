import { toModelDefinition } from '../../../config/to-definition.ts';
import type { ConnectionDefinition, Definitions, WorkspaceDefinition } from '../../../domain/definitions.ts';
import type { ModelCatalogue } from '../../../domain/model-catalogue.ts';
import type { Access } from '../../../domain/route.ts';
import { sealCredential } from '../../open-credential.ts';
import type { ActAnswer, ActContext } from '../act.ts';
import { requireUnchanged } from '../entity-tag.ts';
import { problemsError } from '../read-input.ts';
import { requireNotFiles } from '../require-own.ts';
import type { ChangedConnection } from './connection-fields.ts';
import { connectionProblems, type FieldProblem } from './connection-problems.ts';
import { connectionView } from './connection-view.ts';
import { type FindConnection, requireMayManage } from './find-connection.ts';
import { requireNameFree } from './name-free.ts';
import { readAround } from './read-around.ts';
import { requireUnused, routesUsing } from './routes-using.ts';

type ChangeBody = ChangedConnection & { readonly access?: Access | undefined };

interface Change extends ActContext {
  /** Asked within the transaction: what is to become of the connection as it is then. */
  readonly bodyFor: (current: ConnectionDefinition) => ChangeBody;
  readonly workspace?: WorkspaceDefinition;
  readonly find: FindConnection;
}

/** @throws GatewayError validation_error, conflict, not_found, permission_denied, precondition_failed */
export async function changeConnection(change: Change): Promise<ActAnswer> {
  const { deps, acting, workspace, find, ifMatch, nowMs } = change;
  const catalogue = await deps.catalogue();
  const connection = await deps.store.write({
    ...acting,
    async work(writes) {
      const definitions = await readAround({ writes, workspace, find });
      const current = find(definitions);
      requireUnchanged({ ifMatch, current });
      requireNotFiles({ owner: current.owner, what: `The connection "${current.name}"` });
      const changed = changedRow({ ...change, body: change.bodyFor(current), current, definitions, catalogue });
      await writes.saveConnection(changed);
      return changed;
    },
  });
  const view = connectionView({ connection, isOwn: true, providers: deps.providers, catalogue, nowMs });
  return { body: view, tagOf: connection };
}

interface Changing extends Change {
  readonly body: ChangeBody;
  readonly current: ConnectionDefinition;
  readonly definitions: Definitions;
  readonly catalogue: ModelCatalogue;
}

function changedRow(change: Changing): ConnectionDefinition {
  const { body, current, definitions, caller, deps, catalogue } = change;
  const moves = originOf(addressAfter(change)) !== originOf(current.baseUrl);
  const changed = withChanges({ ...change, moves });
  requireMayManage({ caller, connections: [current, changed] });
  const problems = [
    ...(moves ? reenterProblems(change) : []),
    ...connectionProblems({
      connection: changed,
      models: body.models ?? undefined,
      credential: body.credential,
      deps,
      catalogue,
    }),
  ];
  if (problems.length > 0) throw problemsError(problems);
  requireNameFree({ connection: changed, connections: definitions.connections });
  requireRoutesKeepIt({ current, changed, definitions });
  if (body.credential === undefined) return changed;
  return {
    ...changed,
    sealedCredential: sealCredential({ connection: changed, credential: body.credential, vault: deps.vault }),
  };
}

function addressAfter({ body, current }: Pick<Changing, 'body' | 'current'>): string | undefined {
  return body.base_url === undefined ? current.baseUrl : (body.base_url ?? undefined);
}

/** With the scheme: what was entered for https is not sent in clear. */
function originOf(baseUrl: string | undefined): string {
  if (baseUrl === undefined) return '';
  return URL.canParse(baseUrl) ? new URL(baseUrl).origin : baseUrl;
}

function withChanges({ body, current, moves }: Changing & { readonly moves: boolean }): ConnectionDefinition {
  const renewed = moves || body.credential !== undefined;
  const vanished = new Map(current.models.map(({ id, vanishedAtMs }) => [id, vanishedAtMs]));
  return {
    ...current,
    name: body.name ?? current.name,
    access: body.access ?? current.access,
    shared: body.shared ?? current.shared,
    enabled: body.enabled ?? current.enabled,
    marginPercent: body.margin_percent === undefined ? current.marginPercent : (body.margin_percent ?? 0),
    baseUrl: addressAfter({ body, current }),
    trusted: current.trusted && !moves,
    headers: body.headers === undefined ? current.headers : (body.headers ?? {}),
    unreadableHeaders: body.headers === undefined ? current.unreadableHeaders : undefined,
    sealedCredential: moves ? undefined : current.sealedCredential,
    credentialVersion: current.credentialVersion + (renewed ? 1 : 0),
    models:
      body.models === undefined
        ? current.models
        : (body.models ?? [])
            .map(toModelDefinition)
            .map((model) => ({ ...model, vanishedAtMs: vanished.get(model.id) })),
  };
}

/** Nothing that was entered for one host is ever sent to another one. */
function reenterProblems({ body, current }: Changing): readonly FieldProblem[] {
  const lacksCredential = current.sealedCredential !== undefined && body.credential === undefined;
  const hasHeaders = Object.keys(current.headers).length > 0 || current.unreadableHeaders !== undefined;
  const lacksHeaders = hasHeaders && body.headers === undefined;
  const message =
    'the address leads to another host, and what is stored was entered for the one before. Enter it again.';
  return [
    ...(lacksCredential ? [{ param: 'credential', message }] : []),
    ...(lacksHeaders ? [{ param: 'headers', message }] : []),
  ];
}

/** Routes name connections: what they name stays there under its name. */
function requireRoutesKeepIt({
  current,
  changed,
  definitions,
}: Pick<Changing, 'current' | 'definitions'> & { readonly changed: ConnectionDefinition }): void {
  const uses = routesUsing({ connection: current, definitions });
  const what = `The connection "${current.name}"`;
  if (changed.name !== current.name) {
    requireUnused({ uses, what, hint: 'Publish these routes without it first, or keep its name.' });
  }
  if (current.shared && !changed.shared) {
    const home = definitions.workspaces.find(({ id }) => id === current.workspaceId)?.name;
    const elsewhere = uses.filter(({ workspace }) => workspace !== home);
    requireUnused({ uses: elsewhere, what, hint: 'Publish these routes without it first.' });
  }
}

import { AUDITED_VIEW } from '../domain/audited-view.ts';
import type { KeyDefinition } from '../domain/definitions.ts';
import type { DefinitionWrites } from '../domain/store.ts';
import { auditedRouteWrites } from './audited-route-writes.ts';
import type { DefinitionFinder } from './find-definition.ts';
import type { ObjectChange } from './object-change.ts';

/**
 * The same writes, each of which leaves a trace: what was there before, and what is there now. What changes nothing leaves
 * none. Every method stands here by name, so that a new one does not compile until somebody decides what it leaves.
 */
export function auditedWrites({
  writes,
  find,
  add,
}: {
  readonly writes: DefinitionWrites;
  readonly find: DefinitionFinder;
  readonly add: (change: ObjectChange) => void;
}): DefinitionWrites {
  const change = async <Value extends Described>(made: Change<Value>): Promise<void> => {
    const before = await made.find();
    await made.write();
    const after = await made.find();
    const described = after ?? before;
    if (described === undefined) return;
    const [was, is] = [before, after].map((value) =>
      value === undefined ? undefined : JSON.stringify(made.view(value)),
    );
    if (was === is) return;
    const act =
      made.act?.({ before, after }) ?? (before === undefined ? 'create' : after === undefined ? 'remove' : 'update');
    add({ ...made.describe(described), act, before: was, after: is });
  };
  return {
    read: writes.read,
    membersOf: writes.membersOf,
    findInvitation: writes.findInvitation,
    invitationsOf: writes.invitationsOf,
    saveWorkspace: (row) => change(workspaceChange({ find, id: row.id, write: () => writes.saveWorkspace(row) })),
    removeWorkspace: (id) => change(workspaceChange({ find, id, write: () => writes.removeWorkspace(id) })),
    saveConnection: (row) => change(connectionChange({ find, id: row.id, write: () => writes.saveConnection(row) })),
    removeConnection: (id) => change(connectionChange({ find, id, write: () => writes.removeConnection(id) })),
    saveRoute: (row) => change(routeChange({ find, id: row.id, write: () => writes.saveRoute(row) })),
    ...auditedRouteWrites({ writes, find, add }),
    removeRoute: (id) => change(routeChange({ find, id, write: () => writes.removeRoute(id) })),
    saveKey: (row) => change(keyChange({ find, id: row.id, write: () => writes.saveKey(row) })),
    removeKey: (id) => change(keyChange({ find, id, write: () => writes.removeKey(id) })),
    savePlan: (row) => change(planChange({ find, id: row.name, write: () => writes.savePlan(row) })),
    removePlan: (name) => change(planChange({ find, id: name, write: () => writes.removePlan(name) })),
    saveWebhook: (row) => change(webhookChange({ find, id: row.id, write: () => writes.saveWebhook(row) })),
    removeWebhook: (id) => change(webhookChange({ find, id, write: () => writes.removeWebhook(id) })),
    disableWebhook: (row) =>
      change(webhookChange({ find, id: row.webhookId, write: () => writes.disableWebhook(row) })),
    async replayDelivery(query) {
      const replay = await writes.replayDelivery(query);
      const target = replay === 'replayed' ? await find.delivery(query.deliveryId) : undefined;
      if (target === undefined) return replay;
      const { id, name, workspace_id: workspaceId, event_id: eventId } = target;
      const after = JSON.stringify({ deliveryId: query.deliveryId, eventId });
      add({ workspaceId, object: { kind: 'webhook', id, name }, act: 'replay', before: undefined, after });
      return replay;
    },
    saveBudget: (row) => change(budgetChange({ find, id: row.id, write: () => writes.saveBudget(row) })),
    removeBudget: (id) => change(budgetChange({ find, id, write: () => writes.removeBudget(id) })),
    saveMember: (row) => change(memberChange({ find, ...row, write: () => writes.saveMember(row) })),
    removeMember: (row) => change(memberChange({ find, ...row, write: () => writes.removeMember(row) })),
    saveInvitation: (row) => change(invitationChange({ find, id: row.id, write: () => writes.saveInvitation(row) })),
    removeInvitation: (id) => change(invitationChange({ find, id, write: () => writes.removeInvitation(id) })),
    saveServiceToken: (row) => change(tokenChange({ find, id: row.id, write: () => writes.saveServiceToken(row) })),
    async postTransfer(transfer) {
      const posted = await writes.postTransfer(transfer);
      // The same transfer once more changes nothing.
      if (!posted.isNew) return posted;
      const { id, workspaceId, kind } = transfer;
      const object = { kind: 'credits', id, name: kind } as const;
      add({ workspaceId, object, act: kind, before: undefined, after: JSON.stringify(transfer) });
      return posted;
    },
  };
}

type Described = object;

interface Change<Value> {
  readonly find: () => Promise<Value | undefined>;
  readonly write: () => Promise<void>;
  readonly view: (value: Value) => object;
  readonly describe: (value: Value) => Pick<ObjectChange, 'workspaceId' | 'object'>;
  /** A word that says more than `update`, where there is one. */
  readonly act?: (change: {
    readonly before: Value | undefined;
    readonly after: Value | undefined;
  }) => string | undefined;
}

interface Changing {
  readonly find: DefinitionFinder;
  readonly id: string;
  readonly write: () => Promise<void>;
}

type Found<Kind extends keyof DefinitionFinder> = NonNullable<Awaited<ReturnType<DefinitionFinder[Kind]>>>;

function workspaceChange({ find, id, write }: Changing): Change<Found<'workspace'>> {
  return {
    find: () => find.workspace(id),
    write,
    view: AUDITED_VIEW.workspace,
    describe: ({ name }) => ({ workspaceId: id, object: { kind: 'workspace', id, name } }),
    act: ({ before, after }) => {
      if (before === undefined || after === undefined) return undefined;
      if (before.deleteAtMs !== after.deleteAtMs)
        return after.deleteAtMs === undefined ? 'restore' : 'schedule_removal';
      if (before.suspended === after.suspended) return undefined;
      return after.suspended ? 'suspend' : 'resume';
    },
  };
}

function connectionChange({ find, id, write }: Changing): Change<Found<'connection'>> {
  return {
    find: () => find.connection(id),
    write,
    view: AUDITED_VIEW.connection,
    describe: ({ name, workspaceId }) => ({ workspaceId, object: { kind: 'connection', id, name } }),
  };
}

function routeChange({ find, id, write }: Changing): Change<Found<'route'>> {
  return {
    find: () => find.route(id),
    write,
    view: AUDITED_VIEW.route,
    describe: ({ name, workspaceId }) => ({ workspaceId, object: { kind: 'route', id, name } }),
  };
}

function keyChange({ find, id, write }: Changing): Change<KeyDefinition> {
  return {
    find: () => find.key(id),
    write,
    view: AUDITED_VIEW.key,
    describe: ({ name, workspaceId }) => ({ workspaceId, object: { kind: 'key', id, name } }),
    act: ({ before, after }) => {
      if (before === undefined || after === undefined) return undefined;
      if (before.revokedAtMs === undefined && after.revokedAtMs !== undefined) return 'revoke';
      return after.secrets.length > before.secrets.length ? 'rotate' : undefined;
    },
  };
}

function planChange({ find, id, write }: Changing): Change<Found<'plan'>> {
  return {
    find: () => find.plan(id),
    write,
    view: AUDITED_VIEW.plan,
    describe: ({ name }) => ({ workspaceId: undefined, object: { kind: 'plan', id, name } }),
  };
}

function budgetChange({ find, id, write }: Changing): Change<Found<'budget'>> {
  return {
    find: () => find.budget(id),
    write,
    view: AUDITED_VIEW.budget,
    describe: ({ name, workspaceId }) => ({ workspaceId, object: { kind: 'budget', id, name } }),
  };
}

function webhookChange({ find, id, write }: Changing): Change<Found<'webhook'>> {
  return {
    find: () => find.webhook(id),
    write,
    view: AUDITED_VIEW.webhook,
    describe: ({ name, workspaceId }) => ({ workspaceId, object: { kind: 'webhook', id, name } }),
    act: ({ before, after }) => {
      if (before === undefined || after === undefined) return undefined;
      if ((before.disabled === undefined) === (after.disabled === undefined)) return undefined;
      return after.disabled === undefined ? 'enable' : 'disable';
    },
  };
}

function memberChange({
  find,
  workspaceId,
  personId,
  write,
}: Omit<Changing, 'id'> & { readonly workspaceId: string; readonly personId: string }): Change<Found<'member'>> {
  return {
    find: () => find.member({ workspaceId, personId }),
    write,
    view: AUDITED_VIEW.member,
    describe: () => ({ workspaceId, object: { kind: 'member', id: personId, name: personId } }),
  };
}

function invitationChange({ find, id, write }: Changing): Change<Found<'invitation'>> {
  return {
    find: () => find.invitation(id),
    write,
    view: AUDITED_VIEW.invitation,
    describe: ({ email, workspaceId }) => ({ workspaceId, object: { kind: 'invitation', id, name: email } }),
  };
}

function tokenChange({ find, id, write }: Changing): Change<Found<'serviceToken'>> {
  return {
    find: () => find.serviceToken(id),
    write,
    view: AUDITED_VIEW.serviceToken,
    describe: ({ name, workspaceId }) => ({ workspaceId, object: { kind: 'service_token', id, name } }),
    act: ({ before, after }) =>
      before?.revokedAtMs === undefined && after?.revokedAtMs !== undefined ? 'revoke' : undefined,
  };
}

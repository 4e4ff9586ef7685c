import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Act } from '../../src/control/api/act.ts';
import { ACTS } from '../../src/control/api/acts.ts';
import { isOfInstallation, isPermission, PERMISSIONS, permissionsOf } from '../../src/control/permissions.ts';
import { readId, type WorkspaceId } from '../../src/domain/ids.ts';
import { ROLES, type Role } from '../../src/domain/member.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';
import { giveToken, ids, writeBeside } from './two-workspaces.ts';

const CANARY = 'canary-of-the-other-workspace';
const SECRET = `lk_live_${'c'.repeat(40)}`;

let control: ControlPlaneUnderTest;
let own: WorkspaceId;
let other: WorkspaceId;
const tokens = new Map<Role, string>();

/** For each parameter of a path: an object of the other workspace. A new parameter needs a row here. */
const others = new Map<string, string>();

beforeAll(async () => {
  control = await startControlPlane();
  own = readId({ kind: 'ws', text: control.workspaceId });
  other = await fillOtherWorkspace(control);
  for (const role of ROLES) {
    const scopes = [...permissionsOf(role)];
    tokens.set(role, await giveToken({ gateway: control.gateway, workspace: own, scopes }));
  }
});
afterAll(() => control[Symbol.asyncDispose]());

async function fillOtherWorkspace({ gateway }: ControlPlaneUnderTest): Promise<WorkspaceId> {
  const workspaceId = ids.next('ws');
  const common = { workspaceId, name: CANARY, owner: 'console', createdAtMs: Date.now() } as const;
  const of = {
    conn: ids.next('conn'),
    route: ids.next('route'),
    key: ids.next('key'),
    bud: ids.next('bud'),
    wh: ids.next('wh'),
    inv: ids.next('inv'),
    usr: ids.next('usr'),
  };
  await writeBeside({
    gateway,
    async work(writes, digest) {
      await writes.saveWorkspace({
        id: workspaceId,
        name: CANARY,
        suspended: false,
        budget: undefined,
        rateLimit: undefined,
        ipRateLimit: undefined,
        ideRateLimit: undefined,
        planName: undefined,
        fileCredits: undefined,
        owner: 'console',
        createdAtMs: Date.now(),
      });
      await writes.saveConnection({
        ...common,
        id: of.conn,
        provider: 'sandbox',
        access: 'byok',
        marginPercent: 0,
        enabled: true,
        baseUrl: undefined,
        trusted: false,
        headers: {},
        sealedCredential: undefined,
        credentialVersion: 1,
        models: [],
        shared: false,
      });
      await writes.saveRoute({ ...common, id: of.route });
      await writes.saveMember({ workspaceId, personId: of.usr, role: 'owner', source: 'given', createdAtMs: 1 });
      await writes.saveInvitation({
        id: of.inv,
        workspaceId,
        email: `${CANARY}@example.com`,
        role: 'viewer',
        digest: digest('x'),
        expiresAtMs: 9e12,
        takenAtMs: undefined,
        createdAtMs: 1,
      });
      await writes.saveBudget({
        ...common,
        id: of.bud,
        target: { scope: 'workspace' },
        budget: { nanoUsd: 1, window: 'day' },
      });
    },
  });
  others.set('connectionId', of.conn);
  others.set('routeId', of.route);
  others.set('personId', of.usr);
  others.set('invitationId', of.inv);
  others.set('budgetId', of.bud);
  for (const [name, value] of Object.entries(PLACEHOLDERS)) if (!others.has(name)) others.set(name, value);
  return workspaceId;
}

/** Parameters whose objects are made elsewhere, or that name no object of a workspace. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  keyId: 'key_of_another_workspace',
  tokenId: 'tok_of_another_workspace',
  webhookId: 'wh_of_another_workspace',
  deliveryId: 'whd_1',
  planName: 'no-plan',
  providerName: 'no-provider',
  version: '1',
  requestId: 'req_of_another_workspace',
};

function fill({ act, workspaceId }: { readonly act: Act; readonly workspaceId: string }): string {
  return act.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'workspaceId') return workspaceId;
    const value = others.get(name);
    if (value === undefined) throw new Error(`matrices.test.ts has no row for the parameter ${name} of ${act.id}`);
    return value;
  });
}

const call = ({
  act,
  workspaceId,
  token,
  body = {},
}: {
  act: Act;
  workspaceId: string;
  token: string;
  body?: object;
}) =>
  control.call({
    method: act.method.toUpperCase(),
    path: fill({ act, workspaceId }),
    token,
    ifMatch: '*',
    ...(act.body === undefined ? undefined : { body }),
  });

describe('every act', () => {
  test('asks for a permission that stands in the table, or says that it needs none', () => {
    for (const { id, permission } of ACTS) {
      const known = permission === 'anybody' || permission === 'signed_in' || isPermission(permission);
      expect(known, id).toBe(true);
    }
    expect(new Set(ACTS.map(({ id }) => id)).size).toBe(ACTS.length);
  });

  test('of a workspace has it in its path; no other has', () => {
    for (const { id, path, scope } of ACTS) {
      expect(path.startsWith('/workspaces/{workspaceId}'), id).toBe(scope === 'workspace');
    }
  });

  test.each(ACTS)('$id: whoever has the permission comes in, and nobody else', async (act) => {
    for (const role of ROLES) {
      const { status, body } = await call({ act, workspaceId: own, token: tokens.get(role) ?? '' });
      const may = mayDo({ act, role });
      const refused = status === 403 && body.error === 'permission_denied';
      expect([role, refused]).toEqual([role, !may]);
      expect(status, `${role}: ${JSON.stringify(body)}`).toBeLessThan(500);
      expect(status, role).not.toBe(401);
    }
  });

  test.each(ACTS.filter(({ permission }) => permission !== 'anybody'))(
    '$id: nobody comes in without a credential, or with one anywhere else',
    async (act) => {
      const path = fill({ act, workspaceId: own });
      const secret = tokens.get('owner') ?? '';
      const carriers: Record<string, string>[] = [
        {},
        { 'X-Api-Key': secret },
        { 'Api-Key': secret },
        { Cookie: `token=${secret}` },
        { Authorization: `Basic ${Buffer.from(`x:${secret}`).toString('base64')}` },
        { Authorization: `Bearer ${SECRET}` },
        { 'Sec-WebSocket-Protocol': `bearer, ${secret}` },
      ];
      for (const headers of carriers) {
        const answer = await control.call({ method: act.method.toUpperCase(), path, token: '', headers });
        expect([headers, answer.status]).toEqual([headers, 401]);
      }
      const inQuery = await control.call({
        method: act.method.toUpperCase(),
        path: `${path}?token=${secret}`,
        token: '',
      });
      expect(inQuery.status).toBe(401);
    },
  );

  /** Where the last item is named by what people called it, any text may be one. */
  const byName = new Set(['listPlans', 'listProviders', 'listConnectionModels']);
  const pages = ACTS.filter((act) => 'after' in act.query.shape && !act.path.includes('usage') && !byName.has(act.id));

  test.each(pages)('$id: a page behind what was never one is refused, not empty', async (act) => {
    // The refusal comes before the object of the path is looked for.
    const path = `${fill({ act, workspaceId: own })}?after=non-sense`;
    const token = act.scope === 'workspace' ? tokens.get('owner') : undefined;
    const answer = await control.call({ path, ...(token === undefined ? undefined : { token }) });
    expect(answer).toMatchObject({ status: 400, body: { error: 'validation_error', param: 'after' } });
  });

  test.each(ACTS.filter(({ scope }) => scope === 'workspace'))('$id: another workspace does not exist', async (act) => {
    const answer = await call({ act, workspaceId: other, token: tokens.get('owner') ?? '' });
    expect(answer.status).toBe(404);
    expect(JSON.stringify(answer.body)).not.toContain(CANARY);
  });

  test.each(ACTS.filter(({ scope, path }) => scope === 'workspace' && path.split('{').length > 2))(
    "$id: another workspace's object does not exist in one's own",
    async (act) => {
      const answer = await call({ act, workspaceId: own, token: tokens.get('owner') ?? '' });
      expect([400, 403, 404], JSON.stringify(answer.body)).toContain(answer.status);
      expect(JSON.stringify(answer.body)).not.toContain(CANARY);
    },
  );

  test.each(ACTS.filter(({ isRead, scope }) => isRead && scope === 'workspace'))(
    '$id: shows nothing of another workspace',
    async (act) => {
      const answer = await call({ act, workspaceId: own, token: tokens.get('owner') ?? '' });
      expect(JSON.stringify(answer.body)).not.toContain(CANARY);
      expect(JSON.stringify(answer.body)).not.toContain(other);
    },
  );

  test.each(ACTS.filter(({ body }) => body !== undefined))('$id: takes no field that it does not name', async (act) => {
    const body = {
      role: 'owner',
      workspace_id: other,
      workspaceId: other,
      credit: 1,
      owner: 'file',
      digest: 'x',
      is_admin: true,
    };
    const shape = Object.keys(body).filter((name) => !takesField({ act, name }));
    const answer = await call({ act, workspaceId: own, token: tokens.get('owner') ?? '', body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    if (answer.body.error !== 'validation_error') return;
    const named = (answer.body.problems ?? []).map(({ param }: { param: string }) => param);
    for (const name of shape) expect(named, act.id).toContain(name);
  });
});

function takesField({ act, name }: { readonly act: Act; readonly name: string }): boolean {
  const shape = act.body !== undefined && 'shape' in act.body ? act.body.shape : {};
  return typeof shape === 'object' && shape !== null && name in shape;
}

function mayDo({ act, role }: { readonly act: Act; readonly role: Role }): boolean {
  const { permission } = act;
  if (permission === 'anybody' || permission === 'signed_in') return true;
  if (isOfInstallation(permission)) return false;
  return PERMISSIONS[permission].roles.some((one) => one === role);
}

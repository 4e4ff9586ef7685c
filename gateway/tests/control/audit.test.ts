import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openInstallation } from '../../src/main/open-installation.ts';
import { readSettings } from '../../src/main/read-settings.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';

let control: ControlPlaneUnderTest;
let base: string;

beforeAll(async () => {
  control = await startControlPlane();
  base = `/workspaces/${control.workspaceId}`;
  for (const name of ['one', 'two', 'three']) {
    await control.call({ method: 'POST', path: `${base}/keys`, body: { name, member: '+cmd' === name ? '' : 'ada' } });
  }
  // What no name of ours looks like: another process, an older version or a provider of identity may write it.
  const installation = await openInstallation({
    settings: readSettings({ env: {}, flags: { data: control.gateway.dataDir } }),
  });
  await installation.store.audit.append([
    {
      atMs: Date.now(),
      actor: { kind: 'person', id: 'usr_1', name: '=HYPERLINK("http://evil.example")' },
      origin: { clientIp: '203.0.113.7', requestId: 'req_1' },
      workspaceId: control.workspaceId,
      act: 'update',
      object: { kind: 'key', id: 'key_x', name: '@SUM(A1)' },
      before: undefined,
      after: '{"name":"=1+1"}',
    },
  ]);
  await installation.close();
});
afterAll(() => control[Symbol.asyncDispose]());

describe('the audit log', () => {
  test('says who did what to which object, from where, and what was there before', async () => {
    const { body } = await control.call({ path: `${base}/audit?object=key&act=create` });
    expect(body.data.map(({ object }: { object: { name: string } }) => object.name)).toEqual(['three', 'two', 'one']);
    expect(body.data[0]).toMatchObject({
      actor: { kind: 'operator' },
      client_ip: expect.stringMatching(/127\.0\.0\.1|::1/),
      request_id: expect.stringMatching(/^req_/),
      workspace_id: control.workspaceId,
      before: null,
      after: { name: 'three' },
    });
  });

  test('is read page by page, and by what is looked for', async () => {
    const first = await control.call({ path: `${base}/audit?object=key&limit=2` });
    expect(first.body.data).toHaveLength(2);
    const second = await control.call({ path: `${base}/audit?object=key&limit=2&after=${first.body.next}` });
    expect(second.body.data).toHaveLength(2);
    expect(second.body.next).toBeNull();
    const count = async (query: string) => (await control.call({ path: `${base}/audit?${query}` })).body.data.length;
    expect(await count('actor=person')).toBe(1);
    expect(await count('actor_id=usr_1')).toBe(1);
    expect(await count('object_id=key_x')).toBe(1);
    expect(await count('until=2001-01-01T00:00:00Z')).toBe(0);
    expect(await count('since=2100-01-01T00:00:00Z')).toBe(0);
    expect((await control.call({ path: `${base}/audit?after=1` })).body.error).toBe('validation_error');
  });

  test('is exported as CSV that no spreadsheet runs, and as JSON lines', async () => {
    const csv = await control.call({ path: `${base}/audit/csv` });
    expect(csv.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(csv.headers.get('content-disposition')).toContain('audit.csv');
    expect(csv.body).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    expect(csv.body).toContain(`'@SUM(A1)`);
    expect(csv.body).not.toMatch(/(?:^|,)"?[=@+]/m);
    const lines = await control.call({ path: `${base}/audit/jsonl?object_id=key_x` });
    expect(lines.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
    expect(lines.body).toMatchObject({ object: { id: 'key_x' } });
  });

  test('of the whole installation has more in it, and shows that nobody changed it', async () => {
    const verdict = await control.call({ path: '/audit/verify' });
    expect(verdict.body).toMatchObject({ holds: true, broken_at: null });
    const newest = await control.call({ path: '/audit?limit=1' });
    expect(newest.body.data[0].hash).toBe(verdict.body.head);
    expect(newest.body.data[0].id).toBe(`aud_${verdict.body.entries}`);
    const other = await control.call({ path: '/audit?workspace_id=ws_other' });
    expect(other.body.data).toEqual([]);
    for (const format of ['csv', 'jsonl']) expect((await control.call({ path: `/audit/${format}` })).status).toBe(200);
  });
});

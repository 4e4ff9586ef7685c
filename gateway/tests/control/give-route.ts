import type { ConnectionDefinition } from '../../src/domain/definitions.ts';
import { readId } from '../../src/domain/ids.ts';
import type { ControlPlaneUnderTest } from './start-control-plane.ts';
import { ids, writeBeside } from './two-workspaces.ts';

/** A published route over one connection, and the secret of a key that points to it, once the gateway knows both. */
export async function giveRoute({
  control,
  workspaceId = control.workspaceId,
  name,
  connection,
  model,
}: {
  readonly control: ControlPlaneUnderTest;
  readonly workspaceId?: string;
  readonly name: string;
  readonly connection: ConnectionDefinition['name'];
  readonly model: string;
}): Promise<{ readonly secret: string; readonly routeId: string }> {
  const secret = `lk_live_${name.padEnd(30, '0').replaceAll(/[^a-z0-9]/g, '0')}`;
  const routeId = ids.next('route');
  const workspace = readId({ kind: 'ws', text: workspaceId });
  const common = { workspaceId: workspace, owner: 'console', createdAtMs: Date.now() } as const;
  await writeBeside({
    gateway: control.gateway,
    async work(writes, digest) {
      await writes.saveRoute({ ...common, id: routeId, name });
      await writes.publishRoute({
        routeId,
        publishedAtMs: Date.now(),
        spec: {
          attempts: [
            {
              connection,
              model,
              profiles: ['fast', 'balanced', 'deep'],
              weight: undefined,
              timeoutMs: undefined,
              firstContentTimeoutMs: undefined,
              idleTimeoutMs: undefined,
            },
          ],
          strategy: 'in_order',
          stickyBy: 'none',
          defaultProfile: 'balanced',
          allowProfileOverride: true,
          deadlineMs: 10_000,
          onCut: 'error',
          crossing: 'allowed',
          budget: undefined,
          rateLimit: undefined,
        },
      });
      await writes.saveKey({
        ...common,
        id: ids.next('key'),
        name,
        kind: 'live',
        routeId,
        secrets: [{ digest: digest(secret), display: 'lk_live_…', createdAtMs: 1, rotatedOutAtMs: undefined }],
        scopes: undefined,
        allowedIps: undefined,
        rateLimit: undefined,
        budget: undefined,
        member: undefined,
        tags: [],
        expiresAtMs: undefined,
        revokedAtMs: undefined,
        allowedOrigins: undefined,
        parentKeyId: undefined,
        personId: undefined,
        twinOfKeyId: undefined,
      });
    },
  });
  await eventually(async () => (await control.gateway.get('/v1/whoami', bearer(secret))).status === 200);
  return { secret, routeId };
}

export function bearer(secret: string): Record<string, string> {
  return { Authorization: `Bearer ${secret}` };
}

/** Waits until something holds, for what a gateway learns within a second. */
export async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + 5_000;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error('it did not come to hold within five seconds');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

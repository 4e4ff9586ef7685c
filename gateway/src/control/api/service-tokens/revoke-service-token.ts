import type * as z from 'zod';
import type { ActingAs } from '../../../domain/actor.ts';
import { GatewayError } from '../../../domain/gateway-error.ts';
import type { WorkspaceId } from '../../../domain/ids.ts';
import type { ControlDeps } from '../control-deps.ts';
import { type serviceTokenSchema, serviceTokenView } from './service-token-view.ts';

/** @throws GatewayError not_found, also for a token of another workspace */
export async function revokeServiceToken({
  deps,
  acting,
  workspaceId,
  tokenId,
  nowMs,
}: {
  readonly deps: ControlDeps;
  readonly acting: ActingAs;
  readonly workspaceId: WorkspaceId | undefined;
  readonly tokenId: string;
  readonly nowMs: number;
}): Promise<{ readonly body: z.input<typeof serviceTokenSchema> }> {
  const tokens = await deps.store.access.serviceTokens({ workspaceId });
  const found = tokens.find(({ id }) => id === tokenId);
  if (found === undefined) {
    throw new GatewayError('not_found', {
      message: 'There is no such service token here.',
      hint: `GET /api${workspaceId === undefined ? '' : `/workspaces/${workspaceId}`}/service-tokens lists them.`,
    });
  }
  const token = { ...found, revokedAtMs: found.revokedAtMs ?? nowMs };
  // A token is never changed in any other way: nothing that another call wrote is lost here.
  await deps.store.write({ ...acting, work: (writes) => writes.saveServiceToken(token) });
  return { body: serviceTokenView({ token, nowMs }) };
}

import type { Capability } from '@latentkit/contract/capability';
import type { ConfigFileKey } from '@latentkit/contract/config-schema';
import { toRateLimit } from '../../../config/to-definition.ts';
import type { KeyDefinition } from '../../../domain/definitions.ts';
import type { RouteId, WorkspaceId } from '../../../domain/ids.ts';
import type { ControlDeps } from '../control-deps.ts';
import { newKeySecret } from '../keys/new-key-secret.ts';

interface IdeTokenOrder {
  readonly deps: ControlDeps;
  readonly nowMs: number;
  readonly workspaceId: WorkspaceId;
  readonly routeId: RouteId | undefined;
  readonly member: string | undefined;
  readonly tags: readonly string[];
  /** Whose it is; of a key, or of a person. */
  readonly from: Pick<KeyDefinition, 'parentKeyId'> | Pick<KeyDefinition, 'personId'>;
  readonly body: {
    readonly name?: string | undefined;
    readonly expires_in_seconds: number;
    readonly scopes?: readonly Capability[] | undefined;
    readonly rate_limit?: ConfigFileKey['rate_limit'];
  };
}

/** A new IDE token, not saved yet, and its secret. */
export function makeIdeToken(order: IdeTokenOrder): { readonly token: KeyDefinition; readonly secret: string } {
  const { deps, nowMs, body, from } = order;
  const { secret, kept } = newKeySecret({ kind: 'ide', deps, nowMs });
  const id = deps.ids.next('key');
  const token: KeyDefinition = {
    ...from,
    id,
    workspaceId: order.workspaceId,
    // Told apart by the end of the id, which is random.
    name: body.name ?? `ide-${id.slice(-12)}`,
    kind: 'ide',
    routeId: order.routeId,
    secrets: [kept],
    scopes: body.scopes,
    allowedIps: undefined,
    rateLimit: toRateLimit(body.rate_limit),
    budget: undefined,
    member: order.member,
    tags: order.tags,
    expiresAtMs: nowMs + body.expires_in_seconds * 1_000,
    revokedAtMs: undefined,
    owner: 'console',
    createdAtMs: nowMs,
  };
  return { token, secret };
}

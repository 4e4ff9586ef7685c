import type { ActingAs } from '../../../domain/actor.ts';
import type { WorkspaceDefinition } from '../../../domain/definitions.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { Store } from '../../../domain/store.ts';

/** Who read, deleted or ran again what a request said. Written before it is done: nothing is shown that is not noted. */
export async function noteContentAct({
  store,
  acting,
  workspace,
  act,
  requestId,
  details,
  nowMs,
}: {
  readonly store: Pick<Store, 'audit'>;
  readonly acting: ActingAs;
  readonly workspace: WorkspaceDefinition;
  readonly act: 'read' | 'replay' | 'remove';
  /** Undefined: all of the workspace. */
  readonly requestId: string | undefined;
  readonly details?: JsonObject;
  readonly nowMs: number;
}): Promise<void> {
  const { actor, origin } = acting;
  const object = {
    kind: 'request_content' as const,
    id: requestId ?? workspace.id,
    name: requestId ?? `all of ${workspace.name}`,
  };
  const after = details && JSON.stringify(details);
  const workspaceId = workspace.id;
  await store.audit.append([{ atMs: nowMs, actor, origin, workspaceId, act, object, before: undefined, after }]);
}

import type { RouteId } from '../../domain/ids.ts';
import type { DefinitionWrites } from '../../domain/store.ts';

export type DraftPublication =
  | { readonly ok: true; readonly version: number }
  | { readonly ok: false; readonly why: 'no_draft' }
  /** Something was published after work on the draft had begun: publishing it would take that back unseen. */
  | { readonly ok: false; readonly why: 'published_since'; readonly publishedVersion: number | undefined };

/** Makes of the draft the next version, and the draft is gone: one act, within a transaction. */
export async function publishDraft({
  writes,
  routeId,
  nowMs,
  note,
  evenIfPublishedSince = false,
  live = true,
}: {
  readonly writes: Pick<DefinitionWrites, 'read' | 'readDraft' | 'publishRoute' | 'dropDraft'>;
  readonly routeId: RouteId;
  readonly nowMs: number;
  readonly note?: string | undefined;
  readonly evenIfPublishedSince?: boolean;
  /** False: the version is added for a canary, and the published one stays. */
  readonly live?: boolean;
}): Promise<DraftPublication> {
  const draft = await writes.readDraft(routeId);
  if (draft === undefined) return { ok: false, why: 'no_draft' };
  const route = (await writes.read({ routeId })).routes.find(({ id }) => id === routeId);
  const publishedVersion = route?.published?.version;
  if (publishedVersion !== draft.basedOnVersion && !evenIfPublishedSince) {
    return { ok: false, why: 'published_since', publishedVersion };
  }
  const version = await writes.publishRoute({ routeId, spec: draft.spec, publishedAtMs: nowMs, note, live });
  await writes.dropDraft(routeId);
  return { ok: true, version };
}

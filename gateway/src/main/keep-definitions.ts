import type { DefinitionChanges } from '../domain/definition-changes.ts';
import type { Definitions } from '../domain/definitions.ts';
import type { WorkspaceId } from '../domain/ids.ts';
import type { Store } from '../domain/store.ts';

interface Kept {
  readonly version: string;
  readonly definitions: Definitions;
}

/** All definitions as the store has them at the moment of asking. Of what changed in between, only that is read. */
export function keepDefinitions({
  store,
}: {
  readonly store: Pick<Store, 'definitionsVersion' | 'readDefinitionChanges'>;
}): () => Promise<Definitions> {
  let kept: Kept | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const bringUpToDate = async (): Promise<Definitions> => {
    if (kept !== undefined && (await store.definitionsVersion()) === kept.version) return kept.definitions;
    const changes = await store.readDefinitionChanges({ since: kept?.version });
    kept = { version: changes.version, definitions: withChanges({ before: kept?.definitions, changes }) };
    return kept.definitions;
  };
  // One after the other: who asks together with others reads nothing once more.
  return () => {
    const mine = turn.then(bringUpToDate, bringUpToDate);
    turn = mine;
    return mine;
  };
}

/** What was known before, with the changed workspaces as they are now. In the order in which the store reads everything. */
export function withChanges({
  before,
  changes: { changed, definitions: read },
}: {
  readonly before: Definitions | undefined;
  readonly changes: DefinitionChanges;
}): Definitions {
  if (before === undefined || changed === 'everything') return read;
  const replace = <Row extends Owned>(name: (rows: Definitions) => readonly Row[]): readonly Row[] => [
    ...name(before).filter(({ workspaceId }) => !changed.has(workspaceId)),
    ...name(read).filter(({ workspaceId }) => changed.has(workspaceId)),
  ];
  const workspaces = before.workspaces.filter(({ id }) => !changed.has(id));
  return {
    workspaces: [...workspaces, ...read.workspaces].sort(byAgeThenId),
    plans: read.plans,
    budgets: replace(({ budgets }) => budgets).toSorted(byAge),
    webhooks: replace(({ webhooks }) => webhooks).toSorted(byAge),
    connections: replace(({ connections }) => connections).toSorted(byAgeThenId),
    routes: replace(({ routes }) => routes).toSorted(byAgeThenId),
    keys: replace(({ keys }) => keys).toSorted(byAgeThenId),
  };
}

interface Aged {
  readonly createdAtMs: number;
}

interface Owned extends Aged {
  readonly workspaceId: WorkspaceId;
}

function byAge(one: Aged, other: Aged): number {
  return one.createdAtMs - other.createdAtMs;
}

function byAgeThenId(one: Aged & { readonly id: string }, other: Aged & { readonly id: string }): number {
  return byAge(one, other) || (one.id < other.id ? -1 : 1);
}

import type { Definitions, KeyDefinition } from '../domain/definitions.ts';
import type { Store } from '../domain/store.ts';

/** Until then a token that ended is known, and its 401 can say why. */
const KEPT_MS = 30 * 86_400_000;
/** Of one run: the rest has time until the next one. */
const AT_ONCE = 500;

/** Removes IDE tokens that ended long ago: with one a day for everybody they would outnumber everything else. */
export async function sweepIdeTokens({
  store,
  nowMs,
}: {
  readonly store: Pick<Store, 'readDefinitions' | 'write'>;
  readonly nowMs: number;
}): Promise<number> {
  const definitions = await store.readDefinitions();
  const old = definitions.keys.filter((key) => isOld({ key, nowMs }) && !isStillCounted({ key, definitions }));
  const some = old.slice(0, AT_ONCE);
  if (some.length === 0) return 0;
  await store.write({
    actor: { kind: 'job', name: 'sweep-ide-tokens' },
    async work(writes) {
      for (const { id } of some) await writes.removeKey(id);
    },
  });
  return some.length;
}

function isOld({ key, nowMs }: { readonly key: KeyDefinition; readonly nowMs: number }): boolean {
  // One that a file declares is the file's to remove.
  if (key.kind !== 'ide' || key.owner === 'file') return false;
  const endedAtMs = Math.min(key.expiresAtMs ?? Number.POSITIVE_INFINITY, key.revokedAtMs ?? Number.POSITIVE_INFINITY);
  return endedAtMs + KEPT_MS <= nowMs;
}

/** What it spent counts for ever in a budget of its key that never starts anew: who counts again finds it by the token. */
function isStillCounted({
  key: { parentKeyId },
  definitions,
}: {
  readonly key: KeyDefinition;
  readonly definitions: Pick<Definitions, 'keys' | 'budgets'>;
}): boolean {
  if (parentKeyId === undefined) return false;
  const own = definitions.keys.find(({ id }) => id === parentKeyId)?.budget;
  const named = definitions.budgets.filter(({ target }) => target.scope === 'key' && target.keyId === parentKeyId);
  return [own, ...named.map(({ budget }) => budget)].some((budget) => budget?.window === 'total');
}

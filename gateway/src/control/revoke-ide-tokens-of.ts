import type { ActingAs } from '../domain/actor.ts';
import type { Store } from '../domain/store.ts';

/** Revokes what somebody made for themselves, in every workspace: they are kept out. Returns how many there were. */
export function revokeIdeTokensOf({
  store,
  personId,
  acting,
  nowMs,
}: {
  readonly store: Pick<Store, 'write'>;
  readonly personId: string;
  readonly acting: ActingAs;
  readonly nowMs: number;
}): Promise<number> {
  return store.write({
    ...acting,
    async work(writes) {
      const { keys } = await writes.read();
      const own = keys.filter(
        (key) => key.kind === 'ide' && key.personId === personId && key.revokedAtMs === undefined,
      );
      for (const key of own) await writes.saveKey({ ...key, revokedAtMs: nowMs });
      return own.length;
    },
  });
}

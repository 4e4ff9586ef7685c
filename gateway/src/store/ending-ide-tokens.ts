import type { KeyDefinition } from '../domain/definitions.ts';
import type { DefinitionWrites } from '../domain/store.ts';
import type { DefinitionFinder } from './find-definition.ts';

/**
 * The same writes, which revoke IDE tokens with what they were made from: the key, or the place of a person in the
 * workspace. Whoever revokes a key or removes a member, by whichever way, cannot forget it.
 */
export function endingIdeTokens({
  writes,
  find,
  nowMs,
}: {
  readonly writes: DefinitionWrites;
  readonly find: DefinitionFinder;
  readonly nowMs: number;
}): DefinitionWrites {
  const revoke = async (tokens: readonly KeyDefinition[]) => {
    for (const token of tokens) {
      if (token.revokedAtMs === undefined) await writes.saveKey({ ...token, revokedAtMs: nowMs });
    }
  };
  return {
    ...writes,
    async saveKey(key) {
      await writes.saveKey(key);
      if (key.revokedAtMs !== undefined) await revoke(await find.ideTokens({ parentKeyId: key.id }));
    },
    async removeKey(id) {
      await revoke(await find.ideTokens({ parentKeyId: id }));
      await writes.removeKey(id);
    },
    async removeMember(member) {
      await writes.removeMember(member);
      await revoke(await find.ideTokens({ personId: member.personId, workspaceId: member.workspaceId }));
    },
  };
}

import type { Invitation } from '../domain/member.ts';
import type { InvitationDoor } from '../domain/people.ts';
import type { Clock } from '../domain/ports.ts';
import type { Store } from '../domain/store.ts';
import type { Vault } from '../domain/vault.ts';

type InvitationFinder = Pick<Store['access'], 'findInvitation'>;

/** Invitations as whoever comes with one needs them: found by their secret, and taken once. */
export function createInvitationDoor({
  store,
  vault,
  clock,
}: {
  readonly store: Pick<Store, 'access' | 'write'>;
  readonly vault: Pick<Vault, 'digest'>;
  readonly clock: Clock;
}): InvitationDoor {
  const find = async ({
    token,
    within,
  }: {
    token: string;
    within: InvitationFinder;
  }): Promise<Invitation | undefined> => {
    const found = await within.findInvitation({ digest: vault.digest(token) });
    const isOpen = found !== undefined && found.takenAtMs === undefined && found.expiresAtMs > clock.now();
    return isOpen ? found : undefined;
  };
  return {
    async find({ token }) {
      const found = await find({ token, within: store.access });
      return found && { email: found.email };
    },
    take: ({ token, person }) =>
      store.write({
        actor: { kind: 'person', id: person.id, name: person.email },
        async work(writes) {
          // Looked at within the transaction: of two who come at once, one has it.
          const found = await find({ token, within: writes });
          if (found === undefined || found.email !== person.email) return false;
          const nowMs = clock.now();
          const { workspaceId, role } = found;
          await writes.saveInvitation({ ...found, takenAtMs: nowMs });
          const members = await writes.membersOf({ workspaceId });
          if (members.some(({ personId }) => personId === person.id)) return true;
          await writes.saveMember({ workspaceId, personId: person.id, role, source: 'given', createdAtMs: nowMs });
          return true;
        },
      }),
  };
}

import type { PersonId } from './ids.ts';
import type { Invitation } from './member.ts';
import type { DefinitionWrites } from './store.ts';

/** The invitation, where it can still be taken. */
export function openInvitation({
  found,
  nowMs,
}: {
  readonly found: Invitation | undefined;
  readonly nowMs: number;
}): Invitation | undefined {
  return found !== undefined && found.takenAtMs === undefined && found.expiresAtMs > nowMs ? found : undefined;
}

/** Gives somebody the place that an open invitation offers. Who has one already keeps it: it takes nothing away. */
export async function acceptInvitation({
  writes,
  invitation,
  personId,
  nowMs,
}: {
  readonly writes: Pick<DefinitionWrites, 'saveInvitation' | 'membersOf' | 'saveMember'>;
  readonly invitation: Invitation;
  readonly personId: PersonId;
  readonly nowMs: number;
}): Promise<void> {
  const { workspaceId, role } = invitation;
  await writes.saveInvitation({ ...invitation, takenAtMs: nowMs });
  const members = await writes.membersOf({ workspaceId });
  if (members.some((member) => member.personId === personId)) return;
  await writes.saveMember({ workspaceId, personId, role, source: 'given', createdAtMs: nowMs });
}

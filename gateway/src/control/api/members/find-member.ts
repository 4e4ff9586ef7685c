import { GatewayError } from '../../../domain/gateway-error.ts';
import type { Member } from '../../../domain/member.ts';
import { notFound } from '../require-own.ts';

/** @throws GatewayError not_found */
export function findMember({
  members,
  personId,
}: {
  readonly members: readonly Member[];
  readonly personId: string;
}): Member {
  const found = members.find((member) => member.personId === personId);
  if (found === undefined) throw notFound({ noun: 'member', list: '/api/workspaces/{workspaceId}/members' });
  return found;
}

/** A workspace without an owner is one that nobody can hand on. @throws GatewayError conflict */
export function requireAnotherOwner({
  members,
  leaving,
}: {
  readonly members: readonly Member[];
  readonly leaving: Member;
}): void {
  const isOther = ({ personId, role }: Member) => role === 'owner' && personId !== leaving.personId;
  if (leaving.role !== 'owner' || members.some(isOther)) return;
  throw new GatewayError('conflict', {
    reason: 'last_owner',
    message: 'This is the last owner of the workspace.',
    hint: 'Make somebody else an owner first.',
  });
}

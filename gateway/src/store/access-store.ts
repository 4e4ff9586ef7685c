import type { Kysely } from 'kysely';
import type { AccessStore } from '../domain/member.ts';
import { invitationFromRow, memberFromRow, serviceTokenFromRow } from './access-rows.ts';
import type { Database } from './database-schema.ts';

/** Members, invitations and service tokens, oldest first. They are changed by `Store.write`. */
export function createAccessStore({ database }: { database: Kysely<Database> }): AccessStore {
  return {
    async membersOf({ workspaceId }) {
      const members = database.selectFrom('members').selectAll().where('workspace_id', '=', workspaceId);
      return (await members.orderBy('created_at_ms').orderBy('person_id').execute()).map(memberFromRow);
    },
    async membershipsOf({ personId }) {
      const members = database.selectFrom('members').selectAll().where('person_id', '=', personId);
      return (await members.orderBy('created_at_ms').orderBy('workspace_id').execute()).map(memberFromRow);
    },
    async invitationsOf({ workspaceId }) {
      const invitations = database.selectFrom('invitations').selectAll().where('workspace_id', '=', workspaceId);
      return (await invitations.orderBy('id').execute()).map(invitationFromRow);
    },
    async findInvitation({ digest }) {
      const found = database.selectFrom('invitations').selectAll().where('digest', '=', digest);
      const row = await found.executeTakeFirst();
      return row && invitationFromRow(row);
    },
    async serviceTokens({ workspaceId }) {
      const tokens = database.selectFrom('service_tokens').selectAll().orderBy('id');
      const ofWorkspace =
        workspaceId === undefined
          ? tokens.where('workspace_id', 'is', null)
          : tokens.where('workspace_id', '=', workspaceId);
      return (await ofWorkspace.execute()).map(serviceTokenFromRow);
    },
    async findServiceToken({ digest }) {
      const found = database.selectFrom('service_tokens').selectAll().where('digest', '=', digest);
      const row = await found.executeTakeFirst();
      return row && serviceTokenFromRow(row);
    },
  };
}

import { acceptInvitation, openInvitation } from '../domain/accept-invitation.ts';
import type { Actor } from '../domain/actor.ts';
import { readId, type WorkspaceId } from '../domain/ids.ts';
import type { Role } from '../domain/member.ts';
import type { GroupRole, InvitationDoor, PeopleFact, Person } from '../domain/people.ts';
import type { Clock } from '../domain/ports.ts';
import type { Store } from '../domain/store.ts';
import type { Vault } from '../domain/vault.ts';
import type { PeopleDeps } from '../people/people-deps.ts';

interface CallbackParts {
  readonly store: Pick<Store, 'write' | 'access' | 'audit'>;
  readonly vault: Pick<Vault, 'digest'>;
  readonly clock: Clock;
}

type Callbacks = Pick<PeopleDeps, 'audit' | 'invitations' | 'onClaimed' | 'onSignedInWithGroups'>;

/** Where identity meets the rest: the audit log, invitations, and places in workspaces. */
export function peopleCallbacks(parts: CallbackParts): Callbacks {
  return {
    audit: (fact) => noteFact({ parts, fact }),
    invitations: invitationsOf(parts),
    onClaimed: (person) => giveFirstWorkspace({ parts, person }),
    onSignedInWithGroups: ({ person, grants }) => followGroups({ parts, person, grants }),
  };
}

const NOBODY = { id: 'unknown', name: 'unknown' } as const;

async function noteFact({ parts, fact }: { readonly parts: CallbackParts; readonly fact: PeopleFact }): Promise<void> {
  const { act, actor, person, provider, from, note } = fact;
  const who = person === undefined ? NOBODY : { id: person.id, name: person.email };
  const after = provider ?? (note === undefined ? undefined : { note });
  await parts.store.audit.append([
    {
      atMs: parts.clock.now(),
      // Whoever failed to sign in as somebody was not shown to be them.
      actor: actor ?? { kind: 'person', ...(act === 'sign_in_failed' ? NOBODY : who) },
      origin: from,
      workspaceId: undefined,
      act,
      object: provider ? { kind: 'sso_provider', id: provider.id, name: provider.name } : { kind: 'person', ...who },
      before: undefined,
      after: after && JSON.stringify(after),
    },
  ]);
}

function invitationsOf({ store, vault, clock }: CallbackParts): InvitationDoor {
  return {
    async find({ token }) {
      const found = await store.access.findInvitation({ digest: vault.digest(token) });
      const invitation = openInvitation({ found, nowMs: clock.now() });
      return invitation && { email: invitation.email };
    },
    take: ({ token, person }) =>
      store.write({
        actor: actorOf(person),
        work: async (writes) => {
          const nowMs = clock.now();
          const found = await writes.findInvitation({ digest: vault.digest(token) });
          const invitation = openInvitation({ found, nowMs });
          if (invitation === undefined) return false;
          await acceptInvitation({ writes, invitation, personId: person.id, nowMs });
          return true;
        },
      }),
  };
}

async function giveFirstWorkspace({ parts, person }: { readonly parts: CallbackParts; readonly person: Person }) {
  await parts.store.write({
    actor: { kind: 'setup' },
    work: async (writes) => {
      const [first] = (await writes.read()).workspaces;
      if (first === undefined) return;
      const createdAtMs = parts.clock.now();
      await writes.saveMember({
        workspaceId: first.id,
        personId: person.id,
        role: 'owner',
        source: 'given',
        createdAtMs,
      });
    },
  });
}

/** What groups gave is what they give now; what somebody gave stays. */
async function followGroups({
  parts: { store, clock },
  person,
  grants,
}: {
  readonly parts: CallbackParts;
  readonly person: Person;
  readonly grants: readonly Omit<GroupRole, 'group'>[];
}): Promise<void> {
  const members = await store.access.membershipsOf({ personId: person.id });
  const wanted = new Map<WorkspaceId, Role>(
    grants.map(({ workspaceId, role }) => [readId({ kind: 'ws', text: workspaceId }), role]),
  );
  const over = members.filter(({ source, workspaceId }) => source === 'groups' && !wanted.has(workspaceId));
  const isThere = (id: WorkspaceId, role: Role) =>
    members.some(({ workspaceId, source, role: had }) => workspaceId === id && (source === 'given' || had === role));
  const added = [...wanted].filter(([workspaceId, role]) => !isThere(workspaceId, role));
  if (over.length === 0 && added.length === 0) return;
  await store.write({
    actor: actorOf(person),
    work: async (writes) => {
      const { workspaces } = await writes.read();
      const known = new Set(workspaces.map(({ id }) => id));
      for (const { workspaceId, personId } of over) await writes.removeMember({ workspaceId, personId });
      for (const [workspaceId, role] of added) {
        // One that was deleted since the provider was set up.
        if (!known.has(workspaceId)) continue;
        const createdAtMs = clock.now();
        await writes.saveMember({ workspaceId, personId: person.id, role, source: 'groups', createdAtMs });
      }
    },
  });
}

function actorOf({ id, email }: Person): Actor {
  return { kind: 'person', id, name: email };
}

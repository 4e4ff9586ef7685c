import type { PeopleAct, Person } from '../domain/people.ts';
import type { Store } from '../domain/store.ts';

/** What a command did with somebody's identity stands in the audit log as everything else does. */
export async function notePeopleAct({
  store,
  person,
  act,
  nowMs,
}: {
  readonly store: Pick<Store, 'audit'>;
  readonly person: Person;
  readonly act: PeopleAct;
  readonly nowMs: number;
}): Promise<void> {
  await store.audit.append([
    {
      atMs: nowMs,
      actor: { kind: 'command_line' },
      origin: undefined,
      workspaceId: undefined,
      act,
      object: { kind: 'person', id: person.id, name: person.email },
      before: undefined,
      after: undefined,
    },
  ]);
}

import type { Person } from '../../domain/people.ts';
import type { PeopleStore } from '../../domain/people-store.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { printList } from '../print-list.ts';
import { dateText, isoText } from '../text-of-values.ts';

const PAGE = 500;

interface Row {
  readonly person: Person;
  readonly ways: readonly string[];
}

/** `latentkit people list` */
export async function peopleList({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: GlobalOptions;
}): Promise<number> {
  const rows = await withInstallation({ context, options, work: ({ store }) => readAll(store.people) });
  printList({
    context,
    options,
    rows,
    empty: 'Nobody can sign in yet. "latentkit start" shows the link for the first one.',
    columns: [
      { title: 'EMAIL', text: ({ person }) => person.email },
      { title: 'NAME', text: ({ person }) => person.name },
      { title: 'ADMINISTRATOR', text: ({ person }) => (person.isInstallationAdmin ? 'yes' : '-') },
      { title: 'SIGNS IN WITH', text: ({ ways }) => ways.join(', ') || '-' },
      { title: '2ND FACTOR', text: ({ person }) => (person.hasTwoFactor ? 'yes' : '-') },
      { title: 'STATE', text: ({ person }) => (person.disabled ? 'disabled' : 'works') },
      { title: 'SINCE', text: ({ person }) => dateText(person.createdAtMs) },
      { title: 'ID', text: ({ person }) => person.id },
    ],
    toJson: ({ person, ways }) => ({
      id: person.id,
      email: person.email,
      name: person.name,
      installation_admin: person.isInstallationAdmin,
      signs_in_with: ways,
      two_factor: person.hasTwoFactor,
      state: person.disabled ? 'disabled' : 'works',
      created_at: isoText(person.createdAtMs),
    }),
  });
  return EXIT.ok;
}

async function readAll(people: PeopleStore): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const page = await people.list({ afterId: rows.at(-1)?.person.id, limit: PAGE });
    for (const person of page) {
      const ways = await people.waysOf(person.id);
      rows.push({ person, ways: ways.map((way) => (way === 'credential' ? 'password' : way)) });
    }
    if (page.length < PAGE) return rows;
  }
}

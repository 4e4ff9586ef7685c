import { makeResetLink } from '../../domain/reset-link.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { findPerson } from '../find-person.ts';
import { notePeopleAct } from '../note-people-act.ts';
import { printOne } from '../print-list.ts';

/** `latentkit people reset-link <email>` */
export async function peopleResetLink({
  context,
  options,
  email,
}: {
  readonly context: CliContext;
  readonly options: GlobalOptions;
  readonly email: string;
}): Promise<number> {
  const { url, person } = await withInstallation({
    context,
    options,
    work: async ({ store, vault, publicOrigin }) => {
      const found = await findPerson({ people: store.people, email });
      if (found.disabled) {
        throw new CliError(`${found.email} is disabled: a password would not let them in.`, {
          hint: `Let them in again with "latentkit people enable ${found.email}".`,
        });
      }
      const nowMs = context.now();
      const randomBytes = (count: number) => context.randomBytes(count);
      const link = await makeResetLink({ store: store.people, vault, person: found, publicOrigin, randomBytes, nowMs });
      await notePeopleAct({ store, person: found, act: 'reset_link_made', nowMs });
      return { ...link, person: found };
    },
  });
  printOne({
    context,
    options,
    json: { email: person.email, url },
    lines: [
      `${person.email} sets a new password here, once, within an hour:`,
      url,
      'Whoever has the link can do it: hand it on where nobody else reads.',
    ],
  });
  return EXIT.ok;
}

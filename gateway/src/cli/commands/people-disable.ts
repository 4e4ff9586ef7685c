import { revokeIdeTokensOf } from '../../control/revoke-ide-tokens-of.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { findPerson } from '../find-person.ts';
import { notePeopleAct } from '../note-people-act.ts';
import { printOne } from '../print-list.ts';

/** `latentkit people disable <email>`, and `enable`. */
export async function peopleDisable({
  context,
  options,
  email,
  disabled,
}: {
  readonly context: CliContext;
  readonly options: GlobalOptions;
  readonly email: string;
  readonly disabled: boolean;
}): Promise<number> {
  const person = await withInstallation({
    context,
    options,
    work: async ({ store }) => {
      const found = await findPerson({ people: store.people, email });
      const nowMs = context.now();
      const change = { personId: found.id, flag: 'disabled', on: disabled, nowMs } as const;
      if ((await store.people.setFlag(change)) === 'last_admin') {
        throw new CliError(`${found.email} is the only administrator of the installation.`, {
          hint: 'Make somebody else an administrator in the console first.',
        });
      }
      if (disabled) {
        await revokeIdeTokensOf({ store, personId: found.id, acting: { actor: { kind: 'command_line' } }, nowMs });
      }
      await notePeopleAct({ store, person: found, act: disabled ? 'disabled' : 'enabled', nowMs });
      return found;
    },
  });
  printOne({
    context,
    options,
    json: { id: person.id, email: person.email, state: disabled ? 'disabled' : 'works' },
    lines: [
      disabled
        ? `${person.email} is disabled: their sessions have ended, and they cannot sign in.`
        : `${person.email} can sign in again.`,
    ],
  });
  return EXIT.ok;
}

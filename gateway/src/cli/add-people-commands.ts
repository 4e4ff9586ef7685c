import type { Command } from 'commander';
import type { CliContext } from './cli-context.ts';

const EMAIL = ['<email>', 'the e-mail address that they sign in with'] as const;

/** `latentkit people …` */
export function addPeopleCommands({
  program,
  context,
  finish,
}: {
  readonly program: Command;
  readonly context: CliContext;
  readonly finish: (exitCode: number) => void;
}): void {
  const people = program.command('people').description('who can sign in to the console');
  people
    .command('list')
    .description('list the people')
    .action(async (_options, command: Command) => {
      const { peopleList } = await import('./commands/people-list.ts');
      finish(await peopleList({ context, options: command.optsWithGlobals() }));
    });
  people
    .command('reset-link')
    .description('make a link with which somebody sets a new password: once, within an hour')
    .argument(...EMAIL)
    .action(async (email: string, _options, command: Command) => {
      const { peopleResetLink } = await import('./commands/people-reset-link.ts');
      finish(await peopleResetLink({ context, options: command.optsWithGlobals(), email }));
    });
  people
    .command('disable')
    .description('end all sessions of somebody, and let them in no more')
    .argument(...EMAIL)
    .action(async (email: string, _options, command: Command) => {
      const { peopleDisable } = await import('./commands/people-disable.ts');
      finish(await peopleDisable({ context, options: command.optsWithGlobals(), email, disabled: true }));
    });
  people
    .command('enable')
    .description('let somebody in again who was disabled')
    .argument(...EMAIL)
    .action(async (email: string, _options, command: Command) => {
      const { peopleDisable } = await import('./commands/people-disable.ts');
      finish(await peopleDisable({ context, options: command.optsWithGlobals(), email, disabled: false }));
    });
  people
    .command('allow-passwords')
    .description('let people of an identity provider in by password and passkey again, while it is out of reach')
    .argument('<provider>', 'its id')
    .action(async (provider: string, _options, command: Command) => {
      const { peopleAllowPasswords } = await import('./commands/people-allow-passwords.ts');
      finish(await peopleAllowPasswords({ context, options: command.optsWithGlobals(), provider }));
    });
}

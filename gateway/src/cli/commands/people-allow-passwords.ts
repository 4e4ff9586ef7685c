import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { printOne } from '../print-list.ts';

/** `latentkit people allow-passwords <provider>`: the way back in when an enforced provider is out of reach. */
export async function peopleAllowPasswords({
  context,
  options,
  provider: id,
}: {
  readonly context: CliContext;
  readonly options: GlobalOptions;
  readonly provider: string;
}): Promise<number> {
  const { name } = await withInstallation({
    context,
    options,
    work: async ({ store }) => {
      const providers = await store.people.ssoProviders();
      const provider = providers.find((known) => known.id === id);
      if (provider === undefined) {
        const known = providers.map((one) => one.id).join(', ');
        throw new CliError(`There is no identity provider "${id}".`, {
          hint: known === '' ? 'None is set up.' : `There is: ${known}.`,
        });
      }
      await store.people.saveSsoProvider({ ...provider, enforced: false });
      await store.audit.append([
        {
          atMs: context.now(),
          actor: { kind: 'command_line' },
          origin: undefined,
          workspaceId: undefined,
          act: 'sso_provider_saved',
          object: { kind: 'sso_provider', id, name: provider.name },
          before: JSON.stringify({ enforced: provider.enforced }),
          after: JSON.stringify({ enforced: false }),
        },
      ]);
      return provider;
    },
  });
  printOne({
    context,
    options,
    json: { id, enforced: false },
    lines: [
      `People of ${name} may sign in by password and passkey, too.`,
      'Who has no password gets a link for one with "latentkit people reset-link <email>".',
    ],
  });
  return EXIT.ok;
}

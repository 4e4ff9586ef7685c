import { credentialFields } from '../../config/credential-fields.ts';
import type { ProviderAdapter } from '../../providers/provider-adapter.ts';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import type { CliContext, GlobalOptions } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { printList } from '../print-list.ts';

/** `latentkit providers`: what `provider:` in a configuration file may be. */
export async function providers({
  context,
  options,
}: {
  context: CliContext;
  options: GlobalOptions;
}): Promise<number> {
  printList({
    context,
    options,
    rows: [...PROVIDERS.values()],
    empty: 'No providers.',
    columns: [
      { title: 'ID', text: ({ id }) => id },
      { title: 'NAME', text: ({ label }) => label },
      { title: 'TASKS', text: (adapter) => operationsOf(adapter).join(',') },
      { title: 'CREDENTIAL', text: credentialText },
      { title: 'BASE URL', text: baseUrlText },
    ],
    toJson: (adapter) => ({
      id: adapter.id,
      name: adapter.label,
      tasks: operationsOf(adapter),
      capabilities: adapter.capabilities,
      credential: credentialFields(adapter),
      base_url: adapter.defaultBaseUrl,
      documentation: adapter.documentation,
    }),
  });
  return EXIT.ok;
}

function operationsOf(adapter: ProviderAdapter): string[] {
  return (['chat', 'embeddings', 'image'] as const).filter((operation) => adapter[operation] !== undefined);
}

function credentialText(adapter: ProviderAdapter): string {
  const fields = credentialFields(adapter).map(({ name, required }) => (required ? name : `${name} (optional)`));
  return fields.length === 0 ? 'none' : fields.join(',');
}

function baseUrlText({ defaultBaseUrl, transport }: ProviderAdapter): string {
  if (transport !== undefined) return 'inside the gateway';
  return defaultBaseUrl ?? 'you give it: base_url';
}

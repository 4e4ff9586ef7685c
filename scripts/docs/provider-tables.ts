import { credentialFields } from '../../gateway/src/config/credential-fields.ts';
import type { ProviderAdapter } from '../../gateway/src/providers/provider-adapter.ts';
import { PROVIDERS } from '../../gateway/src/providers/registry.gen.ts';
import { markdownTable } from './markdown-table.ts';

/** Two tables from the adapters: how to connect, and what can be asked of them. */
export function writeProviderTables(): string {
  const adapters = [...PROVIDERS.values()];
  const connect = markdownTable({
    head: ['Provider', 'Id', 'Default `base_url`', 'Credential', 'Facts from'],
    rows: adapters.map((adapter) => [
      adapter.label,
      `\`${adapter.id}\``,
      baseUrlText(adapter),
      credentialText(adapter),
      documentationText(adapter),
    ]),
  });
  const abilities = markdownTable({
    head: ['Id', 'Operations', 'Capabilities', 'Goes on billing after a disconnect'],
    rows: adapters.map((adapter) => [
      `\`${adapter.id}\``,
      operationsOf(adapter).join(', '),
      adapter.capabilities.map((capability) => `\`${capability}\``).join(' '),
      adapter.billsAfterDisconnect ? 'yes' : 'no',
    ]),
  });
  return `### Addresses and credentials\n\n${connect}\n\n### Operations and capabilities\n\n${abilities}`;
}

function baseUrlText({ defaultBaseUrl, transport }: ProviderAdapter): string {
  if (transport !== undefined) return 'none: runs inside the gateway';
  return defaultBaseUrl === undefined ? 'none: you give it' : `\`${defaultBaseUrl}\``;
}

function credentialText(adapter: ProviderAdapter): string {
  const fields = credentialFields(adapter).map(({ name, required }) => `\`${name}\`${required ? '' : ' (optional)'}`);
  return fields.length === 0 ? 'none' : fields.join(', ');
}

function documentationText({ documentation }: ProviderAdapter): string {
  return documentation.startsWith('https://')
    ? `[${new URL(documentation).hostname}](${documentation})`
    : '[sandbox](sandbox.md)';
}

function operationsOf({ chat, embeddings, image }: ProviderAdapter): string[] {
  return [
    ...(chat === undefined ? [] : ['chat']),
    ...(embeddings === undefined ? [] : ['embeddings']),
    ...(image === undefined ? [] : ['image']),
  ];
}

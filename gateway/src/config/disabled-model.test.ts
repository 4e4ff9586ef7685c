import { expect, test } from 'vitest';
import { STUB_PROVIDERS } from '../../tests/support/stub-providers.ts';
import { EMPTY_CATALOGUE } from '../domain/model-catalogue.ts';
import { fromModelDefinition } from './from-definition.ts';
import { readConfig } from './read-config.ts';

function read({ models, access = 'byok' }: { readonly models: string; readonly access?: string }) {
  const text = `version: 1
workspace: acme
connections:
  - { name: main, provider: north, api_key: k, access: ${access}, models: ${models} }
routes:
  - { name: default, attempts: [{ connection: main, model: m }] }
`;
  return readConfig({ text, path: 'f', env: {}, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE });
}

test('a file may disable a single model, and says so again when it is written', () => {
  const config = read({ models: '[m, { id: off, enabled: false }]' });
  if (!config.ok) throw new Error('the file was refused');
  const models = config.config.connections[0]?.models ?? [];
  expect(models.map(({ id, enabled }) => [id, enabled])).toEqual([
    ['m', true],
    ['off', false],
  ]);
  expect(models.map(fromModelDefinition)).toEqual([{ id: 'm' }, { id: 'off', enabled: false }]);
});

test('a route whose only model is disabled has no eligible attempt', () => {
  const config = read({ models: '[{ id: m, enabled: false }]' });
  const messages = config.ok ? [] : config.problems.map(({ message }) => message);
  expect(messages.join()).toContain('has no eligible attempt');
});

test('platform access needs no price for a model that is disabled', () => {
  const prices = 'prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 1 }';
  const open = `{ id: m, capabilities: [chat], ${prices} }`;
  const closed = (enabled: boolean) => `[${open}, { id: off, enabled: ${enabled} }]`;
  expect(read({ access: 'platform', models: closed(false) }).ok).toBe(true);
  expect(read({ access: 'platform', models: closed(true) }).ok).toBe(false);
});

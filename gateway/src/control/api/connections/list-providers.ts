import * as z from 'zod';
import { credentialFields } from '../../../config/credential-fields.ts';
import { installationAct } from '../act.ts';
import { pageOf, pageQuery, pageSchema } from '../page.ts';

const providerSchema = z
  .strictObject({
    id: z.string(),
    label: z.string(),
    documentation: z.string().describe("The provider's own API reference"),
    default_base_url: z.string().nullable(),
    needs_base_url: z.boolean().describe('It has no address of its own'),
    lists_models: z.boolean().describe('`refresh-models` can read its list'),
    capabilities: z.array(z.string()).describe('What a model that nobody knows is taken to do'),
    credential: z
      .array(
        z.strictObject({
          name: z.string(),
          label: z.string(),
          secret: z.boolean(),
          required: z.boolean(),
          pattern: z.string().nullable(),
          values: z.array(z.string()).nullable().describe('The only values that it may have'),
        }),
      )
      .describe('The fields of its form'),
  })
  .meta({ id: 'Provider' });

export const listProviders = installationAct({
  id: 'listProviders',
  method: 'get',
  path: '/providers',
  summary: 'Every provider, with the form of its credential',
  permission: 'signed_in',
  query: pageQuery,
  answer: pageSchema(providerSchema),
  async handle({ deps, query }) {
    const all = [...deps.providers.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const { items, next } = pageOf({ items: all, keyOf: ({ id }) => id, query });
    const data = items.map((adapter) => ({
      id: adapter.id,
      label: adapter.label,
      documentation: adapter.documentation,
      default_base_url: adapter.defaultBaseUrl ?? null,
      needs_base_url: adapter.defaultBaseUrl === undefined && adapter.transport === undefined,
      lists_models: adapter.modelList !== undefined,
      capabilities: [...adapter.capabilities],
      credential: credentialFields(adapter).map(({ name, label, secret, required, pattern, values }) => {
        return {
          name,
          label,
          secret,
          required,
          pattern: pattern ?? null,
          values: values === undefined ? null : [...values],
        };
      }),
    }));
    return { body: { data, next } };
  },
});

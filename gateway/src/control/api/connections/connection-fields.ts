import { modelSchema, nameSchema } from '@latentkit/contract/config-schema';
import * as z from 'zod';

/** Fields of the bodies that make, change and check connections: the words of the configuration file. */

const MOST_MODELS = 5_000;

export const modelsField = z
  .array(z.union([modelSchema.shape.id, modelSchema]))
  .max(MOST_MODELS)
  .describe('The models that attempts may use, each an id or an object; empty: any');

export const credentialField = z
  .record(z.string().max(100), z.string().max(16_384))
  .describe('By the field names that `GET /providers` gives. Never shown again.');

const baseUrlField = z
  .string()
  .min(1)
  .max(2_000)
  .describe("Everything before the provider's own resource path; left out: the provider's own address");
const headersField = z
  .record(z.string().max(200), z.string().max(4_096))
  .describe('Further request headers. Their values are never shown again.');
const marginField = z.number().min(0).max(10_000).describe('Added to the prices of its models. Only for `platform`.');

/** Of a new connection, whoever owns it. */
export const newConnectionFields = {
  name: nameSchema,
  provider: z.string().min(1).max(100),
  enabled: z.boolean().default(true),
  margin_percent: marginField.nullish(),
  base_url: baseUrlField.nullish(),
  headers: headersField.nullish(),
  credential: credentialField.default({}),
  models: modelsField.nullish(),
};

/** Of a change: left out stays, `null` takes away. */
export const changedConnectionFields = {
  name: nameSchema.optional(),
  enabled: z.boolean().optional(),
  shared: z
    .boolean()
    .optional()
    .describe('Whether routes of every workspace may use it. Only for `platform`, and only by the installation'),
  margin_percent: marginField.nullish(),
  base_url: baseUrlField.nullish().describe('Another host needs the credential and the headers again'),
  headers: headersField.nullish(),
  credential: credentialField.optional().describe('In the place of the one that is there'),
  models: modelsField.nullish(),
};

export const accessField = z
  .enum(['byok', 'platform'])
  .describe("`byok`: the workspace's own account. `platform`: the house's, which only the installation may give.");

export const connectionParams = z.strictObject({ connectionId: z.string().max(100) });

export type NewConnection = z.output<z.ZodObject<typeof newConnectionFields>>;
export type ChangedConnection = z.output<z.ZodObject<typeof changedConnectionFields>>;

import * as z from 'zod';
import { capabilitySchema } from './capability.ts';
import { responseProfileSchema } from './response-profile.ts';

/**
 * The configuration file, `version: 1`. Strict: an unknown field is an error. Every field says what it is for; the
 * reference page is generated from these words. In every text, `${NAME}` stands for an environment variable.
 */

const MAX_MS = 3_600_000;

const nameSchema = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._ -]{0,62}[A-Za-z0-9._-])?$/);
const modelIdSchema = z.string().regex(/^[\x21-\x7e]{1,200}$/);
const durationSchema = z.int().min(1).max(MAX_MS);
const usdSchema = z.number().min(0).max(1_000_000_000);
const priceSchema = z.number().min(0).max(1_000_000);

export const BUDGET_WINDOWS = ['hour', 'day', 'week', 'month', 'total'] as const;

export const budgetSchema = z.strictObject({
  usd: usdSchema.describe('The most that may be spent within one window, in US dollars.'),
  window: z
    .enum(BUDGET_WINDOWS)
    .describe('When the amount starts anew (UTC): `hour`, `day`, `week` (from Monday), `month`, or `total` for never.'),
});

export const rateLimitSchema = z.strictObject({
  requests_per_minute: z.int().min(1).max(10_000_000).optional().describe('Requests in a minute.'),
  tokens_per_minute: z.int().min(1).max(10_000_000_000).optional().describe('Input and output tokens in a minute.'),
  concurrency: z.int().min(1).max(1_000_000).optional().describe('Requests that may run at the same time.'),
});

export const planSchema = z.strictObject({
  name: nameSchema.describe('The name that a workspace refers to.'),
  managed: z
    .strictObject({
      chat: z.int().min(0).optional().describe('Chat requests with platform access in one window.'),
      image: z.int().min(0).optional().describe('Image requests with platform access in one window.'),
      embeddings: z.int().min(0).optional().describe('Embeddings requests with platform access in one window.'),
    })
    .optional()
    .describe('How much a workspace of this plan may use platform access.'),
  window: z.enum(BUDGET_WINDOWS).optional().describe('When the allowance starts anew.'),
  upgrade_to: nameSchema.optional().describe('The plan that an error suggests once the allowance is used up.'),
});

export const workspaceSchema = z.strictObject({
  name: nameSchema.describe('The workspace that everything in this file belongs to.'),
  plan: nameSchema.optional().describe('One of `plans`. Accepted, not enforced by this version.'),
  credits_usd: usdSchema.optional().describe('Credits for platform access. Accepted, not enforced by this version.'),
  budget: budgetSchema.optional().describe('The most that the whole workspace may spend.'),
});

export const pricesSchema = z.strictObject({
  input_usd_per_mtok: priceSchema.optional().describe('Dollars for a million input tokens.'),
  cached_input_usd_per_mtok: priceSchema.optional().describe('Input read from a prompt cache; default: as input.'),
  cache_write_5m_usd_per_mtok: priceSchema
    .optional()
    .describe('Input written to a prompt cache for five minutes; default: as input.'),
  cache_write_1h_usd_per_mtok: priceSchema
    .optional()
    .describe('Input written to a prompt cache for an hour; default: as for five minutes.'),
  audio_input_usd_per_mtok: priceSchema.optional().describe('Audio input tokens; default: as input.'),
  output_usd_per_mtok: priceSchema.optional().describe('Dollars for a million output tokens, reasoning included.'),
  audio_output_usd_per_mtok: priceSchema.optional().describe('Audio output tokens; default: as output.'),
  usd_per_image: priceSchema.optional().describe('Dollars for one image made.'),
  usd_per_request: priceSchema.optional().describe('Dollars for one request, on top of its tokens.'),
});

export const modelSchema = z.strictObject({
  id: modelIdSchema.describe('The model, as the provider names it.'),
  capabilities: z
    .array(capabilitySchema)
    .min(1)
    .optional()
    .describe('What the model can do; default: what the catalogue says, else what the provider can do.'),
  context_window: z.int().min(1).max(1_000_000_000).optional().describe('Input and output tokens that fit at once.'),
  max_output_tokens: z.int().min(1).max(1_000_000_000).optional().describe('The longest answer in tokens.'),
  prices: pricesSchema.optional().describe('What the model costs; default: what the catalogue says.'),
});

export const connectionSchema = z.strictObject({
  name: nameSchema.describe('The name that attempts refer to; unique in the file.'),
  provider: z.string().min(1).describe('The provider, as `latentkit providers` lists it.'),
  access: z
    .enum(['byok', 'platform'])
    .default('byok')
    .describe("`byok`: the workspace's own account. `platform`: the house's account, which needs known prices."),
  enabled: z.boolean().default(true).describe('`false` takes every attempt on this connection out of the plan.'),
  api_key: z
    .string()
    .min(1)
    .optional()
    .meta({ secret: true })
    .describe(
      'The credential that the provider gave out. Write `${NAME}` and keep the value in the environment. Providers ' +
        'with other credential fields take them here by their names.',
    ),
  base_url: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Everything before the provider's own resource path. May point anywhere, a private address included. Required " +
        'where the provider has no address of its own.',
    ),
  headers: z
    .record(z.string(), z.string())
    .optional()
    .describe('Further request headers. No credentials: those go into `api_key`.'),
  models: z
    .array(z.union([modelIdSchema, modelSchema]))
    .min(1)
    .optional()
    .describe('The models that attempts may use, each an id or an object; default: any.'),
});

export const attemptSchema = z.strictObject({
  connection: z.string().min(1).describe('The name of a connection in this file.'),
  model: modelIdSchema.describe('The model, as the provider names it.'),
  profiles: z
    .array(responseProfileSchema)
    .min(1)
    .optional()
    .describe('The response profiles that this attempt serves; default: all three.'),
  weight: z
    .number()
    .gt(0)
    .max(1_000_000)
    .optional()
    .describe('Neighbouring attempts that all have a weight share the traffic in this proportion.'),
  timeout_ms: durationSchema
    .optional()
    .describe(
      'The whole attempt; default: what the deadline leaves. Where the answer is not streamed and other attempts ' +
        'follow: a fair share of that, at most 120000.',
    ),
  first_content_timeout_ms: durationSchema
    .optional()
    .describe('Until the first content of a streamed answer; default 30000.'),
  idle_timeout_ms: durationSchema.optional().describe('Between two pieces of a streamed answer; default 30000.'),
});

export const routeSchema = z.strictObject({
  name: nameSchema.describe('The name that keys refer to; unique in the file.'),
  default_profile: responseProfileSchema
    .default('balanced')
    .describe('The response profile of a request that asks for none: `fast`, `balanced` or `deep`.'),
  allow_profile_override: z.boolean().default(true).describe('Whether `response_profile` in a request counts.'),
  deadline_ms: durationSchema.default(600_000).describe('All attempts of one request together, streams included.'),
  on_cut: z
    .enum(['error', 'resume'])
    .default('error')
    .describe(
      'What happens to a stream that breaks after its first words: an error event, or the next attempt goes on.',
    ),
  attempts: z.array(attemptSchema).min(1).max(50).describe('Tried in this order.'),
  budget: budgetSchema.optional().describe('The most that may be spent through this route.'),
});

export const keySchema = z.strictObject({
  name: nameSchema.describe('How the key is called in lists and in the request log; unique in the file.'),
  route: z.string().min(1).optional().describe('The name of a route in this file. Without one, the key is refused.'),
  secret: z
    .string()
    .min(1)
    .meta({ secret: true })
    .describe(
      '`lk_live_` or `lk_test_` and at least 24 characters of A–Z a–z 0–9 _ -. Write `${NAME}` and keep the value in ' +
        'the environment. A new value replaces the old one at once.',
    ),
  kind: z.enum(['live', 'test']).optional().describe('Must agree with the prefix of the secret, if given.'),
  scopes: z.array(capabilitySchema).min(1).optional().describe('The only capabilities allowed; default: all.'),
  allowed_ips: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('The only addresses or CIDR ranges that may use the key; default: any.'),
  expires_at: z.string().min(1).optional().describe('ISO 8601, `2027-01-31` or `2027-01-31T12:00:00Z`.'),
  budget: budgetSchema.optional().describe('The most that may be spent with this key.'),
  rate_limit: rateLimitSchema.optional().describe('How fast this key may be used.'),
});

export const configFileSchema = z.strictObject({
  version: z.literal(1).describe('The version of this format: 1.'),
  workspace: z
    .union([nameSchema, workspaceSchema])
    .default('default')
    .describe('The workspace that everything in this file belongs to: its name, or an object.'),
  plans: z.array(planSchema).optional().describe('Allowances for platform access. Accepted, not enforced yet.'),
  connections: z.array(connectionSchema).default([]).describe('Access to providers.'),
  routes: z.array(routeSchema).default([]).describe('What answers: ordered lists of attempts.'),
  keys: z.array(keySchema).default([]).describe('What applications authenticate with; each points to one route.'),
});

export type ConfigFile = z.infer<typeof configFileSchema>;
export type ConfigFileConnection = z.infer<typeof connectionSchema>;
export type ConfigFileModel = z.infer<typeof modelSchema>;
export type ConfigFilePrices = z.infer<typeof pricesSchema>;
export type ConfigFileRoute = z.infer<typeof routeSchema>;
export type ConfigFileAttempt = z.infer<typeof attemptSchema>;
export type ConfigFileKey = z.infer<typeof keySchema>;
export type ConfigFileBudget = z.infer<typeof budgetSchema>;

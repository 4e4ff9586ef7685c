import * as z from 'zod';
import { BUDGET_WINDOWS, budgetSchema, namedBudgetSchema, timeZoneSchema, usdSchema } from './budget-schema.ts';
import { capabilitySchema } from './capability.ts';
import { labelSchema, nameSchema } from './name-schema.ts';
import { originSchema } from './origin-schema.ts';
import { pricesSchema } from './prices-schema.ts';
import { rateLimitSchema } from './rate-limit-schema.ts';
import { responseProfileSchema } from './response-profile.ts';
import { contentLoggingSchema } from './retention-schema.ts';
import { routeStrategySchema, stickyBySchema } from './route-strategy.ts';
import { webhookSchema } from './webhook-schema.ts';

export { BUDGET_WINDOWS, budgetSchema, labelSchema, namedBudgetSchema, nameSchema, webhookSchema };

/**
 * The configuration file, `version: 1`. Strict: an unknown field is an error. Every field says what it is for; the
 * reference page is generated from these words. In every text, `${NAME}` stands for an environment variable.
 */

const MAX_MS = 3_600_000;

const modelIdSchema = z
  .string()
  .regex(
    /^[\x21-\x7e]{1,200}$/,
    'must be the id as the provider names it: 1 to 200 visible ASCII characters, no spaces',
  );
const durationSchema = z.int().min(1).max(MAX_MS);

/** What a plan may leave to credits. */
export const EXCLUDABLE = ['tools', 'json', 'vision', 'audio'] as const;

export const planSchema = z.strictObject({
  name: nameSchema.describe('The name that a workspace refers to.'),
  managed: z
    .strictObject({
      chat: z.int().min(0).optional().describe('Chat requests in one window; vision counts as chat.'),
      image: z.int().min(0).optional().describe('Image requests in one window.'),
      embeddings: z.int().min(0).optional().describe('Embeddings requests in one window.'),
    })
    .optional()
    .describe('The requests with platform access that the plan pays for. What is not named here, credits pay.'),
  window: z.enum(BUDGET_WINDOWS).default('month').describe('When the allowance starts anew.'),
  time_zone: timeZoneSchema.optional().describe('Whose days, weeks and months count; default: UTC.'),
  excludes: z
    .array(z.enum(EXCLUDABLE))
    .optional()
    .describe('Requests that need one of these are not paid by the plan, but by credits.'),
  capabilities: z
    .array(capabilitySchema)
    .min(1)
    .optional()
    .describe('The only capabilities that platform access may be used for; default: all.'),
  rate_limit: rateLimitSchema.optional().describe('How fast each workspace of this plan may be used.'),
  upgrade_to: nameSchema.optional().describe('The plan that an error suggests once the allowance is used up.'),
});

export const workspaceSchema = z.strictObject({
  name: nameSchema.describe('The workspace that everything in this file belongs to.'),
  plan: nameSchema.optional().describe('The plan that the workspace is on: one of `plans`; default: none.'),
  credits_usd: usdSchema
    .max(9_000_000)
    .optional()
    .describe(
      'All the credits for platform access that this file grants. A change enters the ledger as the difference; what was ' +
        'spent stays spent. Once a workspace was given credits, even 0, it can spend no more than it has.',
    ),
  budget: budgetSchema.optional().describe('The most that the whole workspace may spend.'),
  rate_limit: rateLimitSchema.optional().describe('How fast the whole workspace may be used.'),
  ip_rate_limit: rateLimitSchema
    .optional()
    .describe(
      'How fast each client address may use the workspace, whatever its keys; an IPv6 address counts as its /64.',
    ),
  ide_rate_limit: rateLimitSchema
    .optional()
    .describe(
      'How fast each IDE token (`lkia_…`) may be used that has no `rate_limit` of its own; default: 60 requests and ' +
        '100000 tokens per minute, 4 at once.',
    ),
  content_logging: contentLoggingSchema
    .optional()
    .describe('Keeps what requests say and what is answered, encrypted, for a time; default: nothing of it is kept.'),
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
  prices: z
    .union([pricesSchema, z.array(pricesSchema).min(1).max(50)])
    .optional()
    .describe('What the model costs, or a list of prices with their dates; default: what the catalogue says.'),
  enabled: z.boolean().optional().describe('`false` takes every attempt on this model out of the plan; default: true.'),
});

export const connectionSchema = z.strictObject({
  name: nameSchema.describe('The name that attempts refer to; unique in the file.'),
  provider: z.string().min(1).describe('The provider, as `latentkit providers` lists it.'),
  access: z
    .enum(['byok', 'platform'])
    .default('byok')
    .describe("`byok`: the workspace's own account. `platform`: the house's account, which needs known prices."),
  margin_percent: z
    .number()
    .min(0)
    .max(10_000)
    .optional()
    .describe('What is added to the prices of its models. Only for `platform`; default 0.'),
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
    .describe(
      '`in_order`: neighbouring attempts that all have a weight share the traffic in this proportion. `weighted`: all ' +
        'attempts do. `least_busy`: how much an attempt may have under way beside the others. Default where it counts: 1.',
    ),
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
  crossing: z
    .enum(['allowed', 'never'])
    .default('allowed')
    .describe(
      'Whether a request may go on from `byok` to `platform` access, or back, in the order of the attempts. `never`: it ' +
        'stays on the access of the first attempt that can serve it.',
    ),
  strategy: routeStrategySchema
    .default('in_order')
    .describe(
      'Which attempt is tried first, and which next: `in_order`, `weighted`, `cheapest`, `fastest` or `least_busy`.',
    ),
  sticky_by: stickyBySchema
    .default('none')
    .describe(
      'Requests that begin at the same attempt while it is usable, so that prompt caches of providers are met: those of ' +
        'one `key`, or of one `user` (the field of the body) with one key.',
    ),
  attempts: z.array(attemptSchema).min(1).max(50).describe('What is tried, in the order of the strategy.'),
  budget: budgetSchema.optional().describe('The most that may be spent through this route.'),
  rate_limit: rateLimitSchema.optional().describe('How fast this route may be used, by all its keys together.'),
  content_logging: z
    .literal(false)
    .optional()
    .describe(
      '`false`: nothing that its requests say is kept, whatever the workspace says; default: as the workspace.',
    ),
});

export const keySchema = z.strictObject({
  name: nameSchema.describe('How the key is called in lists and in the request log; unique in the file.'),
  route: z.string().min(1).optional().describe('The name of a route in this file. Without one, the key is refused.'),
  secret: z
    .string()
    .min(1)
    .meta({ secret: true })
    .describe(
      '`lk_live_`, `lk_test_` or `lkia_` (an IDE token) and at least 24 characters of A–Z a–z 0–9 _ -. Write `${NAME}` ' +
        'and keep the value in the environment. A new value replaces the old one at once.',
    ),
  kind: z.enum(['live', 'test', 'ide']).optional().describe('Must agree with the prefix of the secret, if given.'),
  scopes: z.array(capabilitySchema).min(1).optional().describe('The only capabilities allowed; default: all.'),
  allowed_ips: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('The only addresses or CIDR ranges that may use the key; default: any.'),
  allowed_origins: z
    .array(originSchema)
    .min(1)
    .max(50)
    .optional()
    .describe(
      'Web pages that may use the key from a browser, such as `https://app.example`, besides those of ' +
        '`LATENTKIT_ALLOWED_ORIGINS`; default: none.',
    ),
  expires_at: z
    .string()
    .min(1)
    .optional()
    .describe('ISO 8601, `2027-01-31` or `2027-01-31T12:00:00Z`. Required for an IDE token.'),
  member: labelSchema.optional().describe('Whose key it is: budgets and usage reports count by it.'),
  tags: z.array(labelSchema).max(20).optional().describe('What budgets and usage reports count its requests by, too.'),
  budget: budgetSchema.optional().describe('The most that may be spent with this key.'),
  rate_limit: rateLimitSchema.optional().describe('How fast this key may be used.'),
});

export const configFileSchema = z.strictObject({
  version: z.literal(1).describe('The version of this format: 1.'),
  workspace: z
    .union([nameSchema, workspaceSchema])
    .default('default')
    .describe('The workspace that everything in this file belongs to: its name, or an object.'),
  plans: z
    .array(planSchema)
    .optional()
    .describe('What workspaces may use of platform access, by the plan that they are on.'),
  connections: z.array(connectionSchema).default([]).describe('Access to providers.'),
  routes: z.array(routeSchema).default([]).describe('What answers: ordered lists of attempts.'),
  budgets: z
    .array(namedBudgetSchema)
    .optional()
    .describe('Budgets with names: for the workspace, a route, a key, a member or a tag.'),
  webhooks: z.array(webhookSchema).optional().describe('Addresses that are told of events.'),
  keys: z.array(keySchema).default([]).describe('What applications authenticate with; each points to one route.'),
});

export type ConfigFile = z.infer<typeof configFileSchema>;
export type ConfigFileConnection = z.infer<typeof connectionSchema>;
export type ConfigFileModel = z.infer<typeof modelSchema>;
export type ConfigFileRoute = z.infer<typeof routeSchema>;
export type ConfigFileAttempt = z.infer<typeof attemptSchema>;
export type ConfigFileKey = z.infer<typeof keySchema>;
export type ConfigFileBudget = z.infer<typeof budgetSchema>;
export type ConfigFileNamedBudget = z.infer<typeof namedBudgetSchema>;
export type ConfigFileWorkspace = z.infer<typeof workspaceSchema>;
export type ConfigFilePlan = z.infer<typeof planSchema>;
export type ConfigFileWebhook = z.infer<typeof webhookSchema>;

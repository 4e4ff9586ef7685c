import { capabilitySchema } from '@latentkit/contract/capability';
import { responseProfileSchema } from '@latentkit/contract/response-profile';
import { routeStrategySchema, stickyBySchema } from '@latentkit/contract/route-strategy';
import * as z from 'zod';
import { FIRST_BECAUSE } from '../domain/attempt-order.ts';
import { CANARY_STICKY_BY } from '../domain/canary-sticky-by.ts';
import { FUNDING_SOURCES } from '../domain/ledger.ts';
import { OUTCOMES } from '../domain/request-record.ts';
import type { Usage } from '../domain/usage.ts';

/** Reads a JSON column that one of these schemas describes. @throws ZodError if the row was damaged */
export function readJson<Schema extends z.ZodType>(column: { schema: Schema; text: string }): z.output<Schema> {
  return column.schema.parse(JSON.parse(column.text));
}

/** The same for a column that may be null. */
export function readOptionalJson<Schema extends z.ZodType>(column: {
  schema: Schema;
  text: string | null;
}): z.output<Schema> | undefined {
  return column.text === null ? undefined : readJson({ schema: column.schema, text: column.text });
}

// JSON has no undefined: such a field is absent in the stored text, and is undefined again here.
function maybe<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value): z.output<Schema> | undefined => value ?? undefined);
}

export const ownerSchema = z.enum(['file', 'cli', 'console', 'setup']);
export const accessSchema = z.enum(['byok', 'platform']);
export const keyKindSchema = z.enum(['live', 'test', 'ide']);
export const outcomeSchema = z.enum(OUTCOMES);
export const fundedBySchema = z.enum(FUNDING_SOURCES);
export const billableSchema = z.enum(['yes', 'no', 'unknown']);
export const tagsSchema = z.array(z.string());
export const headersSchema = z.record(z.string(), z.string());
export const scopesSchema = z.array(capabilitySchema);
export const addressesSchema = z.array(z.string());

const windowSchema = z.enum(['hour', 'day', 'week', 'month', 'total']);

export const budgetSchema = z.object({
  nanoUsd: z.number(),
  window: windowSchema,
  timeZone: maybe(z.string()),
  alertAtPercent: maybe(z.array(z.number())),
});

export const budgetThresholdSchema = z.object({
  scope: z.enum(['workspace', 'route', 'key', 'member', 'tag', 'shadow']),
  scopeId: z.string(),
  scopeName: z.string(),
  budgetName: maybe(z.string()),
  window: windowSchema,
  timeZone: maybe(z.string()),
  windowStartMs: z.number(),
  windowEndMs: maybe(z.number()),
  percent: z.number(),
  spentNanoUsd: z.number(),
  limitNanoUsd: z.number(),
});

export const fileCreditsSchema = z.object({
  version: z.number(),
  totalNanoUsd: z.number(),
});

export const rateLimitSchema = z.object({
  requestsPerMinute: maybe(z.number()),
  requestsPerDay: maybe(z.number()),
  tokensPerMinute: maybe(z.number()),
  tokensPerDay: maybe(z.number()),
  concurrency: maybe(z.number()),
});

export const planSchema = z.object({
  managed: z.object({ chat: maybe(z.number()), embeddings: maybe(z.number()), image: maybe(z.number()) }),
  window: windowSchema,
  timeZone: maybe(z.string()),
  excludes: scopesSchema,
  capabilities: maybe(scopesSchema),
  rateLimit: maybe(rateLimitSchema),
  upgradeTo: maybe(z.string()),
});

const rates = {
  inputUsdPerMtok: maybe(z.number()),
  cachedInputUsdPerMtok: maybe(z.number()),
  cacheWrite5mUsdPerMtok: maybe(z.number()),
  cacheWrite1hUsdPerMtok: maybe(z.number()),
  audioInputUsdPerMtok: maybe(z.number()),
  outputUsdPerMtok: maybe(z.number()),
  reasoningUsdPerMtok: maybe(z.number()),
  audioOutputUsdPerMtok: maybe(z.number()),
  usdPerImage: maybe(z.number()),
  usdPerRequest: maybe(z.number()),
};

const priceSchema = z.object({
  ...rates,
  tiers: z.array(z.object({ aboveInputTokens: z.number(), ...rates })).default([]),
});

/** Rows from before prices had dates hold one price. */
const pricesSchema = z.union([
  z.array(z.object({ fromMs: z.number(), price: priceSchema })),
  priceSchema.transform((price) => [{ fromMs: 0, price }]),
]);

export const modelsSchema = z.array(
  z.object({
    id: z.string(),
    capabilities: maybe(z.array(capabilitySchema)),
    contextWindow: maybe(z.number()),
    maxOutputTokens: maybe(z.number()),
    prices: maybe(pricesSchema),
    // Rows from before models could be disabled say nothing of it.
    enabled: z.boolean().default(true),
    vanishedAtMs: maybe(z.number()),
  }),
);

export const routeSpecSchema = z.object({
  attempts: z.array(
    z.object({
      connection: z.string(),
      model: z.string(),
      profiles: z.array(responseProfileSchema),
      weight: maybe(z.number()),
      timeoutMs: maybe(z.number()),
      firstContentTimeoutMs: maybe(z.number()),
      idleTimeoutMs: maybe(z.number()),
    }),
  ),
  // Routes that were published before there were strategies are served as they were.
  strategy: routeStrategySchema.default('in_order'),
  stickyBy: stickyBySchema.default('none'),
  defaultProfile: responseProfileSchema,
  allowProfileOverride: z.boolean(),
  deadlineMs: z.number(),
  onCut: z.enum(['error', 'resume']),
  crossing: z.enum(['allowed', 'never']).default('allowed'),
  budget: maybe(budgetSchema),
  rateLimit: maybe(rateLimitSchema),
  contentLogging: maybe(z.literal(false)),
});

export const contentLoggingSchema = z.object({ retentionMs: z.number() });

const share = z.number();

export const canarySchema = z.object({
  version: z.number(),
  spec: routeSpecSchema,
  sharePercent: share,
  stickyBy: z.enum(CANARY_STICKY_BY),
});

export const shadowSchema = z.object({
  version: maybe(z.number()),
  spec: routeSpecSchema,
  sharePercent: share,
  budgetNanoUsd: z.number(),
});

export const scheduleSchema = z.object({
  atMs: z.number(),
  version: maybe(z.number()),
  spec: routeSpecSchema,
  note: maybe(z.string()),
  by: maybe(z.string()),
  refused: maybe(z.object({ atMs: z.number(), why: z.array(z.string()) })),
});

export const routeTestsSchema = z.array(
  z.object({
    name: z.string(),
    endpoint: z.string(),
    body: z.string(),
    expect: z.object({
      answered: maybe(z.boolean()),
      capability: maybe(z.string()),
      textContains: maybe(z.string()),
    }),
    blocking: z.boolean(),
  }),
);

/** Most buckets of most requests are empty: they are left out of what is stored. */
const bucket = z.number().default(0);

export const usageSchema = z.object({
  inputTokens: bucket,
  cachedInputTokens: bucket,
  cacheWrite5mTokens: bucket,
  cacheWrite1hTokens: bucket,
  audioInputTokens: bucket,
  outputTokens: bucket,
  reasoningTokens: bucket,
  audioOutputTokens: bucket,
  images: bucket,
  estimated: z.boolean().default(false),
});

/** Written by hand: the values are numbers and booleans only, and this runs twice for every request. */
export function usageToJson(usage: Usage | undefined): string | null {
  if (usage === undefined || usage === null) return null;
  let text = '{';
  let name: keyof Usage;
  for (name in usage) {
    const value = usage[name];
    if (value === true || (value !== 0 && Number.isFinite(value)))
      text += `${text === '{' ? '"' : ',"'}${name}":${value}`;
  }
  return `${text}}`;
}

export const needsSchema = z.object({
  capabilities: z.array(capabilitySchema),
  profile: maybe(responseProfileSchema),
  estimatedInputTokens: z.number(),
  maxOutputTokens: maybe(z.number()),
  images: maybe(z.number()),
  pin: maybe(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('connection'), connection: z.string(), because: z.string() }),
      z.object({ kind: z.literal('first_credential'), because: z.string() }),
    ]),
  ),
});

export const stagesSchema = z.array(
  z.object({ name: z.string(), startedMs: z.number(), tookMs: z.number(), ended: z.boolean() }),
);

export const skippedSchema = z.array(
  z.object({
    attempt: z.number(),
    connection: z.string(),
    model: z.string(),
    outcome: z.enum(['skipped', 'failed']),
    reason: z.string(),
    since: z.string().exactOptional(),
    until: z.string().exactOptional(),
    status: z.number().exactOptional(),
    latency_ms: z.number().exactOptional(),
  }),
);

export const attemptOrderSchema = z.object({
  strategy: routeStrategySchema,
  first: z.enum(FIRST_BECAUSE),
  ranks: z.array(z.object({ attempt: z.number(), value: maybe(z.number()) })),
});

export const openAttemptSchema = z.object({
  requestId: z.string(),
  attemptId: z.string(),
  number: z.number(),
  position: z.number(),
  connection: z.string(),
  provider: z.string(),
  access: accessSchema,
  model: z.string(),
  fundedBy: fundedBySchema,
  heldNanoUsd: z.number(),
  workspaceId: z.string(),
  keyId: z.string(),
  keyName: z.string(),
  routeId: z.string(),
  routeName: z.string(),
  routeVersion: z.number(),
  endpoint: z.string(),
  stream: z.boolean(),
  capability: maybe(capabilitySchema),
  member: maybe(z.string()),
  tags: tagsSchema,
  instance: z.string(),
  shadowOf: maybe(z.string()),
  replayedFrom: maybe(z.string()),
  traceId: maybe(z.string()),
  requestStartedAtMs: z.number(),
  startedAtMs: z.number(),
  estimatedInputTokens: z.number(),
});

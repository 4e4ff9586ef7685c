import type {
  ConfigFileAttempt,
  ConfigFileBudget,
  ConfigFileKey,
  ConfigFileModel,
  ConfigFilePlan,
  ConfigFileRoute,
} from '@latentkit/contract/config-schema';
import type { ConfigFilePrices, ConfigFilePriceTier } from '@latentkit/contract/prices-schema';
import { RESPONSE_PROFILES } from '@latentkit/contract/response-profile';
import type { ConfigFileContentLogging } from '@latentkit/contract/retention-schema';
import type { AttemptSpec, ModelDefinition, RouteSpec } from '../domain/definitions.ts';
import { parseUsd } from '../domain/money.ts';
import type { Price, PriceVersion, Rates } from '../domain/price.ts';
import type { Budget, ContentLogging, Plan, RateLimit } from '../domain/route.ts';
import { parseStart } from './parse-start.ts';

export function toModelDefinition(model: ConfigFileModel | string): ModelDefinition {
  const { id, ...said } = typeof model === 'string' ? { id: model } : model;
  const about: Partial<Omit<ConfigFileModel, 'id'>> = said;
  return {
    id,
    capabilities: about.capabilities,
    contextWindow: about.context_window,
    maxOutputTokens: about.max_output_tokens,
    prices: about.prices === undefined ? undefined : toPriceVersions(about.prices),
    enabled: about.enabled ?? true,
    vanishedAtMs: undefined,
  };
}

function toPriceVersions(prices: ConfigFilePrices | readonly ConfigFilePrices[]): PriceVersion[] {
  const listed = Array.isArray(prices) ? prices : [prices];
  return listed
    .map((one) => ({ fromMs: one.from === undefined ? 0 : (parseStart(one.from) ?? 0), price: toPrice(one) }))
    .toSorted((one, other) => one.fromMs - other.fromMs);
}

function toPrice(prices: ConfigFilePrices): Price {
  const tiers = (prices.tiers ?? []).map((tier) => ({ aboveInputTokens: tier.above_input_tokens, ...toRates(tier) }));
  return { ...toRates(prices), tiers };
}

function toRates(rates: ConfigFilePrices | ConfigFilePriceTier): Rates {
  return {
    inputUsdPerMtok: rates.input_usd_per_mtok,
    cachedInputUsdPerMtok: rates.cached_input_usd_per_mtok,
    cacheWrite5mUsdPerMtok: rates.cache_write_5m_usd_per_mtok,
    cacheWrite1hUsdPerMtok: rates.cache_write_1h_usd_per_mtok,
    audioInputUsdPerMtok: rates.audio_input_usd_per_mtok,
    outputUsdPerMtok: rates.output_usd_per_mtok,
    reasoningUsdPerMtok: rates.reasoning_usd_per_mtok,
    audioOutputUsdPerMtok: rates.audio_output_usd_per_mtok,
    usdPerImage: rates.usd_per_image,
    usdPerRequest: rates.usd_per_request,
  };
}

export function toRouteSpec(route: ConfigFileRoute): RouteSpec {
  return {
    attempts: route.attempts.map(toAttemptSpec),
    strategy: route.strategy,
    stickyBy: route.sticky_by,
    defaultProfile: route.default_profile,
    allowProfileOverride: route.allow_profile_override,
    deadlineMs: route.deadline_ms,
    onCut: route.on_cut,
    crossing: route.crossing,
    budget: toBudget(route.budget),
    rateLimit: toRateLimit(route.rate_limit),
    ...(route.content_logging === false ? { contentLogging: false } : undefined),
  };
}

function toAttemptSpec(attempt: ConfigFileAttempt): AttemptSpec {
  return {
    connection: attempt.connection,
    model: attempt.model,
    profiles: attempt.profiles ?? RESPONSE_PROFILES,
    weight: attempt.weight,
    timeoutMs: attempt.timeout_ms,
    firstContentTimeoutMs: attempt.first_content_timeout_ms,
    idleTimeoutMs: attempt.idle_timeout_ms,
  };
}

export function toBudget(budget: ConfigFileBudget): Budget;
export function toBudget(budget: ConfigFileBudget | undefined): Budget | undefined;
export function toBudget(budget: ConfigFileBudget | undefined): Budget | undefined {
  if (budget === undefined) return undefined;
  return {
    nanoUsd: parseUsd(budget.usd),
    window: budget.window,
    timeZone: budget.time_zone,
    alertAtPercent: budget.alert_at && [...new Set(budget.alert_at)].toSorted((one, other) => one - other),
  };
}

export function toPlan(plan: ConfigFilePlan): Plan {
  return {
    name: plan.name,
    managed: { chat: plan.managed?.chat, embeddings: plan.managed?.embeddings, image: plan.managed?.image },
    window: plan.window,
    timeZone: plan.time_zone,
    excludes: plan.excludes ?? [],
    capabilities: plan.capabilities,
    rateLimit: toRateLimit(plan.rate_limit),
    upgradeTo: plan.upgrade_to,
  };
}

export function toRateLimit(limit: ConfigFileKey['rate_limit']): RateLimit | undefined {
  if (limit === undefined) return undefined;
  return {
    requestsPerMinute: limit.requests_per_minute,
    requestsPerDay: limit.requests_per_day,
    tokensPerMinute: limit.tokens_per_minute,
    tokensPerDay: limit.tokens_per_day,
    concurrency: limit.concurrency,
  };
}

const HOUR_MS = 3_600_000;

export function toContentLogging(said: ConfigFileContentLogging | undefined): ContentLogging | undefined {
  if (said === undefined) return undefined;
  const count = Number(said.retention.slice(0, -1));
  return { retentionMs: count * (said.retention.endsWith('d') ? 24 * HOUR_MS : HOUR_MS) };
}

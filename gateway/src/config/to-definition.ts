import type {
  ConfigFileAttempt,
  ConfigFileBudget,
  ConfigFileKey,
  ConfigFileModel,
  ConfigFilePrices,
  ConfigFileRoute,
} from '@latentkit/contract/config-schema';
import { RESPONSE_PROFILES } from '@latentkit/contract/response-profile';
import type { AttemptSpec, ModelDefinition, RouteSpec } from '../domain/definitions.ts';
import { parseUsd } from '../domain/money.ts';
import type { Price } from '../domain/price.ts';
import type { Budget, RateLimit } from '../domain/route.ts';

export function toModelDefinition(model: ConfigFileModel | string): ModelDefinition {
  const { id, ...said } = typeof model === 'string' ? { id: model } : model;
  const about: Partial<Omit<ConfigFileModel, 'id'>> = said;
  return {
    id,
    capabilities: about.capabilities,
    contextWindow: about.context_window,
    maxOutputTokens: about.max_output_tokens,
    prices: about.prices === undefined ? undefined : toPrice(about.prices),
  };
}

function toPrice(prices: ConfigFilePrices): Price {
  return {
    inputUsdPerMtok: prices.input_usd_per_mtok,
    cachedInputUsdPerMtok: prices.cached_input_usd_per_mtok,
    cacheWrite5mUsdPerMtok: prices.cache_write_5m_usd_per_mtok,
    cacheWrite1hUsdPerMtok: prices.cache_write_1h_usd_per_mtok,
    audioInputUsdPerMtok: prices.audio_input_usd_per_mtok,
    outputUsdPerMtok: prices.output_usd_per_mtok,
    reasoningUsdPerMtok: undefined,
    audioOutputUsdPerMtok: prices.audio_output_usd_per_mtok,
    usdPerImage: prices.usd_per_image,
    usdPerRequest: prices.usd_per_request,
    tiers: [],
  };
}

export function toRouteSpec(route: ConfigFileRoute): RouteSpec {
  return {
    attempts: route.attempts.map(toAttemptSpec),
    defaultProfile: route.default_profile,
    allowProfileOverride: route.allow_profile_override,
    deadlineMs: route.deadline_ms,
    onCut: route.on_cut,
    budget: toBudget(route.budget),
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

export function toBudget(budget: ConfigFileBudget | undefined): Budget | undefined {
  return budget === undefined ? undefined : { nanoUsd: parseUsd(budget.usd), window: budget.window };
}

export function toRateLimit(limit: ConfigFileKey['rate_limit']): RateLimit | undefined {
  if (limit === undefined) return undefined;
  return {
    requestsPerMinute: limit.requests_per_minute,
    tokensPerMinute: limit.tokens_per_minute,
    concurrency: limit.concurrency,
  };
}

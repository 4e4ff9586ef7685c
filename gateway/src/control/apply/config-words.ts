import type { ModelDefinition, RouteSpec } from '../../domain/definitions.ts';
import type { JsonObject } from '../../domain/json.ts';
import { formatUsd } from '../../domain/money.ts';
import type { Price } from '../../domain/price.ts';
import type { Budget, RateLimit } from '../../domain/route.ts';

/** Definitions in the words of the configuration file, so that a difference reads like the file. */

export function budgetWords(budget: Budget | undefined): string | undefined {
  if (budget === undefined) return undefined;
  return `${trimUsd(formatUsd(budget.nanoUsd))} USD ${budget.window === 'total' ? 'in total' : `a ${budget.window}`}`;
}

function trimUsd(text: string): string {
  return text.replace(/\.?0+$/, '');
}

export function rateLimitWords(limit: RateLimit | undefined): JsonObject | undefined {
  if (limit === undefined) return undefined;
  return {
    requests_per_minute: limit.requestsPerMinute,
    tokens_per_minute: limit.tokensPerMinute,
    concurrency: limit.concurrency,
  };
}

export function routeWords(spec: RouteSpec): JsonObject {
  return {
    default_profile: spec.defaultProfile,
    allow_profile_override: spec.allowProfileOverride,
    deadline_ms: spec.deadlineMs,
    on_cut: spec.onCut,
    budget: budgetWords(spec.budget),
    attempts: spec.attempts.map((attempt) => ({
      connection: attempt.connection,
      model: attempt.model,
      profiles: attempt.profiles,
      weight: attempt.weight,
      timeout_ms: attempt.timeoutMs,
      first_content_timeout_ms: attempt.firstContentTimeoutMs,
      idle_timeout_ms: attempt.idleTimeoutMs,
    })),
  };
}

export function pricesWords(price: Price | undefined): JsonObject | undefined {
  if (price === undefined) return undefined;
  return {
    input_usd_per_mtok: price.inputUsdPerMtok,
    cached_input_usd_per_mtok: price.cachedInputUsdPerMtok,
    cache_write_5m_usd_per_mtok: price.cacheWrite5mUsdPerMtok,
    cache_write_1h_usd_per_mtok: price.cacheWrite1hUsdPerMtok,
    audio_input_usd_per_mtok: price.audioInputUsdPerMtok,
    output_usd_per_mtok: price.outputUsdPerMtok,
    audio_output_usd_per_mtok: price.audioOutputUsdPerMtok,
    usd_per_image: price.usdPerImage,
    usd_per_request: price.usdPerRequest,
  };
}

/** The list, and by model id what the operator says of each: the order means nothing. */
export function modelsWords(models: readonly ModelDefinition[]): JsonObject {
  const described = models.map((model): [string, JsonObject] => [
    model.id,
    {
      capabilities: model.capabilities,
      context_window: model.contextWindow,
      max_output_tokens: model.maxOutputTokens,
      prices: pricesWords(model.prices),
    },
  ]);
  return {
    models: models.length === 0 ? undefined : models.map(({ id }) => id).sort(),
    model: Object.fromEntries(described),
  };
}

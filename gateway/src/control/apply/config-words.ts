import type { ModelDefinition, RouteSpec } from '../../domain/definitions.ts';
import type { JsonObject } from '../../domain/json.ts';
import { formatUsd, type NanoUsd } from '../../domain/money.ts';
import type { PriceVersion, Rates } from '../../domain/price.ts';
import type { Budget, RateLimit } from '../../domain/route.ts';

/** Definitions in the words of the configuration file, so that a difference reads like the file. */

export function budgetWords(budget: Budget | undefined): string | undefined {
  if (budget === undefined) return undefined;
  const { nanoUsd, window, timeZone, alertAtPercent } = budget;
  const zone = timeZone === undefined ? '' : ` (${timeZone})`;
  const alerts = alertAtPercent === undefined ? '' : `, alerts at ${alertAtPercent.join(', ') || 'nothing'} %`;
  return `${usdWords(nanoUsd)} USD ${window === 'total' ? 'in total' : `a ${window}`}${zone}${alerts}`;
}

export function usdWords(nanoUsd: NanoUsd): string {
  return formatUsd(nanoUsd).replace(/\.?0+$/, '');
}

export function rateLimitWords(limit: RateLimit | undefined): JsonObject | undefined {
  if (limit === undefined) return undefined;
  return {
    requests_per_minute: limit.requestsPerMinute,
    requests_per_day: limit.requestsPerDay,
    tokens_per_minute: limit.tokensPerMinute,
    tokens_per_day: limit.tokensPerDay,
    concurrency: limit.concurrency,
  };
}

export function routeWords(spec: RouteSpec): JsonObject {
  return {
    default_profile: spec.defaultProfile,
    allow_profile_override: spec.allowProfileOverride,
    deadline_ms: spec.deadlineMs,
    on_cut: spec.onCut,
    crossing: spec.crossing,
    strategy: spec.strategy,
    sticky_by: spec.stickyBy,
    budget: budgetWords(spec.budget),
    rate_limit: rateLimitWords(spec.rateLimit),
    content_logging: spec.contentLogging,
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

/** One object, or a list where prices change with a date. */
export function pricesWords(
  versions: readonly PriceVersion[] | undefined,
): JsonObject | readonly JsonObject[] | undefined {
  const words = versions?.map(({ fromMs, price }) => ({
    from: fromMs === 0 ? undefined : new Date(fromMs).toISOString().replace('T00:00:00.000Z', ''),
    ...ratesWords(price),
    tiers:
      price.tiers.length === 0
        ? undefined
        : price.tiers.map((tier) => ({ above_input_tokens: tier.aboveInputTokens, ...ratesWords(tier) })),
  }));
  return words?.length === 1 ? words[0] : words;
}

function ratesWords(rates: Rates): JsonObject {
  return {
    input_usd_per_mtok: rates.inputUsdPerMtok,
    cached_input_usd_per_mtok: rates.cachedInputUsdPerMtok,
    cache_write_5m_usd_per_mtok: rates.cacheWrite5mUsdPerMtok,
    cache_write_1h_usd_per_mtok: rates.cacheWrite1hUsdPerMtok,
    audio_input_usd_per_mtok: rates.audioInputUsdPerMtok,
    output_usd_per_mtok: rates.outputUsdPerMtok,
    reasoning_usd_per_mtok: rates.reasoningUsdPerMtok,
    audio_output_usd_per_mtok: rates.audioOutputUsdPerMtok,
    usd_per_image: rates.usdPerImage,
    usd_per_request: rates.usdPerRequest,
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
      enabled: model.enabled ? undefined : false,
    },
  ]);
  return {
    models: models.length === 0 ? undefined : models.map(({ id }) => id).sort(),
    model: Object.fromEntries(described),
  };
}

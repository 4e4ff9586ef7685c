import {
  type ConfigFileAttempt,
  type ConfigFileBudget,
  type ConfigFileKey,
  type ConfigFileModel,
  type ConfigFilePlan,
  type ConfigFileRoute,
  EXCLUDABLE,
} from '@latentkit/contract/config-schema';
import type { ConfigFilePrices, ConfigFilePriceTier } from '@latentkit/contract/prices-schema';
import type { ConfigFileContentLogging } from '@latentkit/contract/retention-schema';
import type { AttemptSpec, ModelDefinition, RouteSpec } from '../domain/definitions.ts';
import { NANO_PER_USD, type NanoUsd } from '../domain/money.ts';
import type { PriceVersion, Rates } from '../domain/price.ts';
import type { Budget, ContentLogging, Plan, RateLimit } from '../domain/route.ts';

/** Definitions in the words of the configuration file, as `to-definition` reads them back: what files, the API and exports say. */

export function fromRouteSpec(spec: RouteSpec): Omit<ConfigFileRoute, 'name'> {
  return said({
    default_profile: spec.defaultProfile,
    allow_profile_override: spec.allowProfileOverride,
    deadline_ms: spec.deadlineMs,
    on_cut: spec.onCut,
    crossing: spec.crossing,
    strategy: spec.strategy,
    sticky_by: spec.stickyBy,
    attempts: spec.attempts.map(fromAttemptSpec),
    budget: fromBudget(spec.budget),
    rate_limit: fromRateLimit(spec.rateLimit),
    content_logging: spec.contentLogging,
  });
}

/** In days where it is whole days. */
export function fromContentLogging(logging: ContentLogging | undefined): ConfigFileContentLogging | undefined {
  if (logging === undefined) return undefined;
  const hours = Math.round(logging.retentionMs / HOUR_MS);
  return { retention: hours % 24 === 0 ? `${hours / 24}d` : `${hours}h` };
}

const HOUR_MS = 3_600_000;

function fromAttemptSpec(attempt: AttemptSpec): ConfigFileAttempt {
  return said({
    connection: attempt.connection,
    model: attempt.model,
    profiles: [...attempt.profiles],
    weight: attempt.weight,
    timeout_ms: attempt.timeoutMs,
    first_content_timeout_ms: attempt.firstContentTimeoutMs,
    idle_timeout_ms: attempt.idleTimeoutMs,
  });
}

export function fromBudget(budget: Budget): ConfigFileBudget;
export function fromBudget(budget: Budget | undefined): ConfigFileBudget | undefined;
export function fromBudget(budget: Budget | undefined): ConfigFileBudget | undefined {
  if (budget === undefined) return undefined;
  return said({
    usd: usdNumber(budget.nanoUsd),
    window: budget.window,
    time_zone: budget.timeZone,
    alert_at: budget.alertAtPercent && [...budget.alertAtPercent],
  });
}

export function fromRateLimit(limit: RateLimit | undefined): ConfigFileKey['rate_limit'] {
  if (limit === undefined) return undefined;
  return said({
    requests_per_minute: limit.requestsPerMinute,
    requests_per_day: limit.requestsPerDay,
    tokens_per_minute: limit.tokensPerMinute,
    tokens_per_day: limit.tokensPerDay,
    concurrency: limit.concurrency,
  });
}

export function fromPlan(plan: Plan): ConfigFilePlan {
  const { chat, embeddings, image } = plan.managed;
  const managed: ConfigFilePlan['managed'] = said({ chat, embeddings, image });
  return said({
    name: plan.name,
    managed,
    window: plan.window,
    time_zone: plan.timeZone,
    excludes: plan.excludes.length === 0 ? undefined : EXCLUDABLE.filter((one) => plan.excludes.includes(one)),
    capabilities: plan.capabilities && [...plan.capabilities],
    rate_limit: fromRateLimit(plan.rateLimit),
    upgrade_to: plan.upgradeTo,
  });
}

export function fromModelDefinition(model: ModelDefinition): ConfigFileModel {
  return said({
    id: model.id,
    capabilities: model.capabilities && [...model.capabilities],
    context_window: model.contextWindow,
    max_output_tokens: model.maxOutputTokens,
    prices: model.prices?.map(fromPriceVersion),
    enabled: model.enabled ? undefined : false,
  });
}

function fromPriceVersion({ fromMs, price }: PriceVersion): ConfigFilePrices {
  const { tiers, ...rates } = price;
  return said({
    from: fromMs === 0 ? undefined : new Date(fromMs).toISOString(),
    ...fromRates(rates),
    tiers: tiers.length === 0 ? undefined : tiers.map(fromTier),
  });
}

function fromTier({ aboveInputTokens, ...rates }: PriceVersion['price']['tiers'][number]): ConfigFilePriceTier {
  return { above_input_tokens: aboveInputTokens, ...fromRates(rates) };
}

function fromRates(rates: Rates) {
  return said({
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
  });
}

export function usdNumber(nanoUsd: NanoUsd): number {
  return nanoUsd / NANO_PER_USD;
}

type Said<Given> = { [Field in keyof Given as undefined extends Given[Field] ? never : Field]: Given[Field] } & {
  [Field in keyof Given as undefined extends Given[Field] ? Field : never]?: Exclude<Given[Field], undefined>;
};

/** Without the fields that say nothing. The type says the same, which the compiler cannot follow on its own. */
function said<Given extends object>(given: Given): Said<Given> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Said<Given>;
}

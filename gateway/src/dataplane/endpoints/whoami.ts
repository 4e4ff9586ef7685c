import type { Allowance } from '../../domain/allowance.ts';
import { LIMIT_KINDS, type LimitKind, type LimitState } from '../../domain/limits.ts';
import { formatUsd } from '../../domain/money.ts';
import { identify } from '../../pipeline/identify.ts';
import { bodilessExchange } from '../bodiless-exchange.ts';
import type { Handler } from '../handler.ts';
import { sendJson } from '../response-writer.ts';

export const whoami: Handler = {
  method: 'GET',
  path: '/v1/whoami',
  isApi: true,
  async handle(context) {
    const { response, requestId, options } = context;
    const { principal, route, capabilities } = await identify({
      exchange: bodilessExchange({ context, endpoint: '/v1/whoami' }),
      deps: options.deps,
    });
    sendJson({
      response,
      requestId,
      status: 200,
      body: {
        key: { id: principal.keyId, name: principal.keyName, kind: principal.kind, ...expiry(principal.expiresAtMs) },
        workspace: { id: principal.workspaceId, name: principal.workspaceName },
        route: {
          name: route.name,
          version: route.version,
          default_profile: route.defaultProfile,
          allow_profile_override: route.allowProfileOverride,
        },
        capabilities,
        limits: writeAllowance(await options.allowanceOf({ principal, clientIp: context.clientIp })),
        request_id: requestId,
      },
    });
  },
};

function expiry(expiresAtMs: number | undefined) {
  return expiresAtMs === undefined ? undefined : { expires_at: new Date(expiresAtMs).toISOString() };
}

function writeAllowance({ limits, budgets, credits, managed }: Allowance) {
  return {
    ...Object.fromEntries(LIMIT_KINDS.map((kind) => [kind.words, writeTightest({ limits, kind })])),
    policies: limits.map(writePolicy),
    budgets: budgets.map((budget) => ({
      scope: budget.scope,
      name: budget.scopeName,
      window: budget.window,
      limit_usd: formatUsd(budget.limitNanoUsd),
      remaining_usd: formatUsd(Math.max(0, budget.limitNanoUsd - budget.spentNanoUsd - budget.heldNanoUsd)),
      resets_at: budget.resetsAtMs === undefined ? null : new Date(budget.resetsAtMs).toISOString(),
    })),
    credits: credits
      ? { granted_usd: formatUsd(credits.grantedNanoUsd), remaining_usd: formatUsd(Math.max(0, credits.leftNanoUsd)) }
      : null,
    managed: managed.map((allowance) => ({
      capability: allowance.capability,
      window: allowance.window,
      limit: allowance.limit,
      remaining: Math.max(0, allowance.limit - allowance.used),
      resets_at: allowance.resetsAtMs === undefined ? null : new Date(allowance.resetsAtMs).toISOString(),
    })),
  };
}

/** Of the limits of one kind, that of which the least is left. */
function writeTightest({ limits, kind }: { limits: readonly LimitState[]; kind: LimitKind }) {
  const [first, ...others] = limits.filter(({ policy }) => policy.field === kind.field);
  if (first === undefined) return null;
  const { policy, remaining } = others.reduce(
    (least, state) => (state.remaining < least.remaining ? state : least),
    first,
  );
  return { limit: policy.limit, remaining };
}

function writePolicy({ policy, remaining, resetMs }: LimitState) {
  return {
    name: policy.name,
    scope: policy.scope,
    counts: policy.counted,
    window_seconds: policy.windowSeconds ?? null,
    limit: policy.limit,
    remaining,
    resets_in_seconds: resetMs === undefined ? null : Math.ceil(resetMs / 1_000),
  };
}

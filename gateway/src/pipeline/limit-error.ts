import { GatewayError } from '../domain/gateway-error.ts';
import type { LimitPolicy, LimitScope } from '../domain/limits.ts';
import type { Admission } from '../domain/ports.ts';

/** The reason that the contract has for a limit that is no bound on concurrency. */
const REASONS: Readonly<Record<LimitScope, string>> = {
  key: 'key',
  ide: 'key',
  ip: 'ip',
  route: 'route',
  workspace: 'workspace',
  plan: 'workspace',
};

export function limitError({
  admission,
  estimatedTokens,
}: {
  readonly admission: Extract<Admission, { admitted: false }>;
  readonly estimatedTokens: number;
}): GatewayError {
  const { policy } = admission.limits.tightest;
  const { retryAfterMs } = admission;
  return new GatewayError('rate_limited', {
    reason: policy.counted === 'concurrency' ? 'concurrency' : REASONS[policy.scope],
    detail: policy.name,
    message: messageOf({ policy, estimatedTokens }),
    hint: `Wait ${Math.max(1, Math.ceil(retryAfterMs / 1_000))} s, as the "Retry-After" header says, or ${raiseOf(policy)}.`,
    retryAfterMs,
  });
}

function messageOf({ policy, estimatedTokens }: { policy: LimitPolicy; estimatedTokens: number }): string {
  const { counted, limit } = policy;
  const whose = whoseOf(policy);
  const span = policy.windowSeconds === 86_400 ? 'on one day (UTC)' : 'within a minute';
  switch (counted) {
    case 'concurrency':
      return `${whose} has ${limit} requests running, as many as it may.`;
    case 'requests':
      return `${whose} has sent ${limit} requests ${span}, as many as it may.`;
    case 'tokens':
      return `${whose} may use ${limit} tokens ${span}, and has no room for the ${estimatedTokens} that this request may take.`;
  }
}

function whoseOf({ scope, scopeName }: LimitPolicy): string {
  switch (scope) {
    case 'key':
      return `The key "${scopeName}"`;
    case 'ide':
      return `The IDE token "${scopeName}"`;
    case 'ip':
      return 'Your address';
    case 'route':
      return `The route "${scopeName}"`;
    case 'workspace':
      return `The workspace "${scopeName}"`;
    case 'plan':
      return `The workspace, by its plan "${scopeName}",`;
  }
}

const OBJECTS: Readonly<Record<LimitScope, string>> = {
  key: 'rate_limit of the key',
  ide: 'ide_rate_limit of the workspace',
  ip: 'ip_rate_limit of the workspace',
  route: 'rate_limit of the route',
  workspace: 'rate_limit of the workspace',
  plan: 'rate_limit of the plan',
};

function raiseOf({ scope, words, counted }: LimitPolicy): string {
  const smaller = counted === 'tokens' ? 'send a smaller max_tokens, or ' : '';
  return `${smaller}raise ${words} in the ${OBJECTS[scope]}`;
}

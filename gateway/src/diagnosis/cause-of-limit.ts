import { type LimitKind, type LimitScope, readPolicyName } from '../domain/limits.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import type { Facts } from './cause.ts';
import type { FoundCause } from './found-cause.ts';
import { limitWords } from './limit-words.ts';

/** The limit that a refused request ran into, by the name that its record keeps. */
export function causeOfLimit({ record, facts }: { readonly record: RequestRecord; readonly facts: Facts }): FoundCause {
  const limit = readPolicyName(record.errorDetail ?? '') ?? earlierNames[record.errorDetail ?? ''];
  // A test key asks for this error without any limit.
  if (limit === undefined) return { code: 'other_error', facts };
  const name = limit.scope === 'route' ? record.routeName : record.keyName;
  return { code: codeOf(limit), facts: { ...facts, ...limitWords({ ...limit, name }) } };
}

function codeOf({ scope, counted }: { readonly scope: LimitScope; readonly counted: LimitKind['counted'] }) {
  if (scope === 'ip') return 'address_limit';
  if (scope === 'plan') return 'plan_rate_limit';
  return CODES[counted];
}

const CODES = { requests: 'request_limit', tokens: 'token_limit', concurrency: 'concurrency_limit' } as const;

/** Records from before there were limits of anything but keys. */
const earlierNames: Readonly<Record<string, ReturnType<typeof readPolicyName>>> = {
  requests: readPolicyName('key_requests_per_minute'),
  tokens: readPolicyName('key_tokens_per_minute'),
  concurrency: readPolicyName('key_concurrency'),
};

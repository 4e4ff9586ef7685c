import type { LimitState } from '../domain/limits.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import type { AttemptTarget, Principal, PublishedRoute } from '../domain/route.ts';
import { sandboxed } from '../pipeline/resolve-route.ts';
import { CAUSES, type CauseCode } from './causes/all-causes.ts';
import { LIMIT_CAUSES } from './causes/limit-causes.ts';
import type { WouldWorkNow } from './diagnosis.ts';
import type { FoundCause } from './found-cause.ts';
import { judgeFunding } from './judge-funding.ts';
import { judgePlan } from './judge-plan.ts';
import { limitWords } from './limit-words.ts';
import type { Now } from './now.ts';
import { planToday, writePlan } from './plan-today.ts';
import { refusedToday } from './refused-today.ts';
import { versionToday } from './version-today.ts';
import { writeCause } from './write-cause.ts';

interface Question {
  readonly record: RequestRecord;
  /** Undefined: the request was answered. */
  readonly cause: FoundCause | undefined;
  readonly now: Now;
}

/** Whether the same request would be answered today: planned anew, and never sent. */
export function wouldWorkNow({ record, cause, now }: Question): WouldWorkNow {
  if (cause !== undefined && CAUSES[cause.code].sendersToMend) {
    return no('The same request would be refused again: it has to be changed where it is sent.');
  }
  if (cause?.code === 'browser_origin') return judgeOrigin({ cause, now });
  if (record.keyId === undefined) {
    return unknown('The request is not known well enough to plan it again: it was refused before its key was known.');
  }
  if (record.shadowOf !== undefined) {
    return unknown(`It was no request of a caller, but the shadow of ${record.shadowOf}: ask about that one.`);
  }
  if (record.replayedFrom !== undefined) {
    return unknown(`It was no request of a caller, but ${record.replayedFrom} run once more: ask about that one.`);
  }
  if (now.principal === undefined) return no(`The key "${record.keyName}" does not exist any more.`);
  const { principal } = now;
  const refused = refusedToday({ principal, needs: record.needs, nowMs: now.nowMs });
  if (refused !== undefined) {
    return no(
      [`The key would be refused: ${writeCause(refused).sentence}`, ...changesSince({ record, principal })].join(' '),
    );
  }
  if (cause?.code === 'wrong_ip' && principal.allowedIps !== undefined) {
    return unknown(
      `The key allows ${principal.allowedIps.join(', ')}; from which address the request came is not kept.`,
    );
  }
  if (cause?.code === 'address_limit' && principal.ipRateLimit !== undefined) {
    return unknown('Each address has a limit of its own; from which address the request came is not kept.');
  }
  if (cause !== undefined && cause.code in LIMIT_CAUSES && now.allowance === undefined) {
    return unknown('What is left of limits and budgets is known only to the running gateway.');
  }
  const verdict = cautious({ verdict: judgeRoute({ record, now, principal }), cause });
  const because = [verdict.why, ...changesSince({ record, principal })].join(' ');
  return judgeSecret({ record, now, verdict: { ...verdict, why: because } });
}

/** What cannot be known of a request after which nobody may promise that the next one works, though a plan can be made. */
const NOT_KNOWN: Readonly<Partial<Record<CauseCode, string>>> = {
  internal_error: 'Why it was refused is not known.',
  other_error: 'Why it was refused is not known.',
};

function cautious({
  verdict,
  cause,
}: {
  readonly verdict: WouldWorkNow;
  readonly cause: Question['cause'];
}): WouldWorkNow {
  const gap = cause && NOT_KNOWN[cause.code];
  return verdict.answer === 'yes' && gap !== undefined
    ? { ...verdict, answer: 'unknown', why: `${verdict.why} ${gap}` }
    : verdict;
}

interface KeptKey {
  readonly record: RequestRecord;
  readonly principal: Principal;
}

/** What became of the route since, in words. */
function changesSince({ record, principal }: KeptKey): readonly string[] {
  const { routeId, routeName, routeVersion } = record;
  const { keyName } = principal;
  const route = versionToday({ record, principal });
  if (routeName === undefined) return [];
  if (route === undefined) return [`When the request came, its route was "${routeName}".`];
  if (route.id !== routeId) {
    return [
      `The key "${keyName}" points to the route "${route.name}" now; when the request came, it was "${routeName}".`,
    ];
  }
  if (route.version === routeVersion) return [];
  return [`The route has changed since: it was version ${routeVersion}, and is version ${route.version} now.`];
}

/** Which of a key's secrets was sent is not kept: one that has ended since may have been the one. */
function judgeSecret({ record, now, verdict }: Omit<Question, 'cause'> & { verdict: WouldWorkNow }): WouldWorkNow {
  const { oldSecretEndedAtMs: endedAtMs } = now;
  if (endedAtMs === undefined || endedAtMs <= record.startedAtMs) return verdict;
  const why = `The key "${record.keyName}" was rotated: an older secret of it is refused since ${new Date(endedAtMs).toISOString()}. With the newest: ${verdict.why}`;
  return { ...verdict, answer: verdict.answer === 'yes' ? 'unknown' : verdict.answer, why };
}

function judgeOrigin({ cause, now }: { readonly cause: FoundCause; readonly now: Now }): WouldWorkNow {
  const { origin } = cause.facts;
  if (now.allowedOrigins === undefined)
    return unknown('Which origins the running gateway allows cannot be seen from here.');
  if (origin === undefined || !now.allowedOrigins.includes(origin)) {
    return no('The same request would be refused again: its origin is not allowed.');
  }
  return unknown('Its origin is allowed now; nothing else is known of the request.');
}

function judgeRoute({
  record,
  now,
  principal,
}: Pick<Question, 'record' | 'now'> & { readonly principal: Principal }): WouldWorkNow {
  const version = versionToday({ record, principal });
  if (version === undefined) return no(`The key "${principal.keyName}" has no route.`);
  const route: PublishedRoute =
    principal.kind === 'test' ? sandboxed({ route: version, sandbox: now.sandbox }) : version;
  const { needs } = record;
  if (needs === undefined) {
    return unknown(`The key would be accepted. What the task needs is not known: its body was never read to its end.`);
  }
  const plan = planToday({ route, needs, record, now });
  const verdict = judgeAllowance({ principal, needs, targets: plan.attempts, now }) ?? judgePlan({ record, plan, now });
  return { ...verdict, plan: writePlan({ route, plan }) };
}

interface AllowanceQuestion {
  readonly principal: Principal;
  readonly needs: NonNullable<RequestRecord['needs']>;
  /** Of today's plan. */
  readonly targets: readonly AttemptTarget[];
  readonly now: Now;
}

/** Undefined: no limit and no budget that can be seen stands in the way. */
function judgeAllowance({ principal, needs, targets, now }: AllowanceQuestion): WouldWorkNow | undefined {
  if (now.allowance === undefined) return undefined;
  const { limits, budgets } = now.allowance;
  const wanted = { requests: 1, tokens: needs.estimatedInputTokens, concurrency: 1 };
  const full = limits.find(({ policy, remaining }) => remaining < Math.min(wanted[policy.counted], policy.limit));
  if (full !== undefined) return no(writeFullLimit(full));
  // Nothing that a test key does costs anything.
  const spent = (principal.kind === 'test' ? [] : budgets).find(
    ({ limitNanoUsd, spentNanoUsd, heldNanoUsd }) => spentNanoUsd + heldNanoUsd >= limitNanoUsd,
  );
  if (spent === undefined) {
    const unpaid = judgeFunding({ principal, needs, targets, allowance: now.allowance });
    return unpaid === undefined ? undefined : no(unpaid);
  }
  const until = spent.resetsAtMs === undefined ? '' : ` until ${new Date(spent.resetsAtMs).toISOString()}`;
  return no(`The budget of the ${spent.scope} "${spent.scopeName}" is used up${until}.`);
}

function writeFullLimit({ policy, resetMs }: LimitState): string {
  const { scope } = limitWords({ ...policy, name: policy.scopeName });
  const when = resetMs === undefined ? 'as soon as one of them ends' : `in ${Math.ceil(resetMs / 1_000)} s`;
  return `${scope} has used up its limit of ${policy.words.replaceAll('_', ' ')}; ${when} some of it is free again.`;
}

function no(why: string): WouldWorkNow {
  return { answer: 'no', why };
}

function unknown(why: string): WouldWorkNow {
  return { answer: 'unknown', why };
}

import type { LimitState } from '../domain/limits.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import type { AttemptTarget, Principal, PublishedRoute } from '../domain/route.ts';
import { sandboxed } from '../pipeline/resolve-route.ts';
import { CAUSES } from './causes/all-causes.ts';
import type { WouldWorkNow } from './diagnosis.ts';
import type { FoundCause } from './found-cause.ts';
import { judgeFunding } from './judge-funding.ts';
import { judgePlan } from './judge-plan.ts';
import { limitWords } from './limit-words.ts';
import type { Now } from './now.ts';
import { planToday, writePlan } from './plan-today.ts';
import { refusedToday } from './refused-today.ts';
import { writeCause } from './write-cause.ts';

interface Question {
  readonly record: RequestRecord;
  readonly cause: FoundCause;
  readonly now: Now;
}

/** Whether the same request would be answered today: planned anew, and never sent. */
export function wouldWorkNow({ record, cause, now }: Question): WouldWorkNow {
  if (CAUSES[cause.code].sendersToMend) {
    return no('The same request would be refused again: it has to be changed where it is sent.');
  }
  if (cause.code === 'browser_origin') return judgeOrigin({ cause, now });
  if (record.keyId === undefined) {
    return unknown('The request is not known well enough to plan it again: it was refused before its key was known.');
  }
  if (now.principal === undefined) return no(`The key "${record.keyName}" does not exist any more.`);
  const { principal } = now;
  const refused = refusedToday({ principal, needs: record.needs, nowMs: now.nowMs });
  if (refused !== undefined) return no(`The key would be refused: ${writeCause(refused).sentence}`);
  if (cause.code === 'wrong_ip' && principal.allowedIps !== undefined) {
    return unknown(
      `The key allows ${principal.allowedIps.join(', ')}; from which address the request came is not kept.`,
    );
  }
  if (cause.code === 'address_limit' && principal.ipRateLimit !== undefined) {
    return unknown('Each address has a limit of its own; from which address the request came is not kept.');
  }
  return judgeRoute({ record, now, principal });
}

function judgeOrigin({ cause, now }: Pick<Question, 'cause' | 'now'>): WouldWorkNow {
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
  if (principal.route === undefined) return no(`The key "${principal.keyName}" has no route.`);
  const route: PublishedRoute =
    principal.kind === 'test' ? sandboxed({ route: principal.route, sandbox: now.sandbox }) : principal.route;
  const { needs } = record;
  if (needs === undefined) {
    return unknown(`The key would be accepted. What the task needs is not known: its body was never read to its end.`);
  }
  const plan = planToday({ route, needs, requestId: record.id, now });
  const verdict =
    judgeAllowance({ principal, needs, targets: plan.attempts, now }) ??
    judgePlan({ record, plan, healthIsVisible: now.health !== undefined });
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

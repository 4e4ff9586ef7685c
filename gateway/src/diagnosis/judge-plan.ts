import { NEXT_MOVE } from '../domain/failure.ts';
import type { AttemptRecord, RequestRecord } from '../domain/request-record.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { AttemptPlan } from '../pipeline/plan-attempts.ts';
import type { WouldWorkNow } from './diagnosis.ts';
import type { Now } from './now.ts';
import { wasNotSent } from './resting-attempts.ts';
import { skipWords } from './skip-words.ts';

interface Question {
  readonly record: RequestRecord;
  /** Of today. */
  readonly plan: AttemptPlan;
  readonly now: Pick<Now, 'health' | 'nowMs'>;
}

/** What today's plan promises: an attempt that did not fail with this request is worth a yes, one that did is not. */
export function judgePlan({ record, plan, now }: Question): WouldWorkNow {
  const caveat = now.health !== undefined ? '' : ' (Open circuits, limits and budgets were not looked at.)';
  if (plan.attempts.length === 0) return { answer: 'no', why: noAttemptText(plan) };
  for (const target of plan.attempts) {
    const failure = failureAt({ record, target });
    if (failure === undefined) {
      if (!isWell({ target, now })) continue;
      return { answer: 'yes', why: `${nameOf(target)} can serve it and has not failed with it.${caveat}` };
    }
    // The task itself was refused there, and no other attempt is asked after such a refusal.
    if (isTasksFault(failure)) {
      return { answer: 'no', why: `${nameOf(target)} would refuse the same task again (${failure.failureClass}).` };
    }
  }
  const places = plan.attempts.map((target) =>
    isWell({ target, now }) ? `${nameOf(target)}, where it failed` : `${nameOf(target)}, whose circuit is open`,
  );
  return {
    answer: 'unknown',
    why: `It would be tried at ${places.join('; ')}: whether that is mended shows only when it is sent.${caveat}`,
  };
}

/** An open circuit is no obstacle for the last attempt left, and a probe is tried: neither is worth a promise. */
function isWell({ target, now }: { readonly target: AttemptTarget; readonly now: Question['now'] }): boolean {
  return now.health === undefined || now.health.state(target.circuitKey, now.nowMs).kind === 'closed';
}

function failureAt({
  record,
  target,
}: {
  readonly record: RequestRecord;
  readonly target: AttemptTarget;
}): AttemptRecord | undefined {
  return record.attempts.findLast(
    (attempt) =>
      attempt.failureClass !== undefined &&
      !wasNotSent(attempt) &&
      attempt.connection === target.connection.name &&
      attempt.model === target.model,
  );
}

const WITHOUT_VERDICT: ReadonlySet<string> = new Set(['deadline', 'cancelled', 'shutting_down']);

function isTasksFault({ failureClass }: AttemptRecord): boolean {
  return (
    failureClass !== undefined && NEXT_MOVE[failureClass].failover === 'never' && !WITHOUT_VERDICT.has(failureClass)
  );
}

function noAttemptText({ skipped }: AttemptPlan): string {
  if (skipped.length === 0) return 'The route has no attempt.';
  const texts = skipped.map(({ target, reason, untilMs }) => {
    const until = untilMs === undefined ? '' : `, until ${new Date(untilMs).toISOString()}`;
    return `at ${nameOf(target)}, ${skipWords(reason)}${until}`;
  });
  return `No attempt could be used: ${texts.join('; ')}.`;
}

function nameOf({ connection, model }: AttemptTarget): string {
  return `${connection.name}/${model}`;
}

import type { AttemptRecord, RequestRecord } from '../domain/request-record.ts';
import { WHILE_RUNNING } from '../pipeline/refused-key-error.ts';
import type { Happening } from './diagnosis.ts';
import { orderWords } from './order-words.ts';
import { wasNotSent } from './resting-attempts.ts';
import { skipWords } from './skip-words.ts';

interface Question {
  readonly record: RequestRecord;
  /** Whether words of a provider may be shown: to operators only. */
  readonly withNotes: boolean;
}

/** What a record tells, in the order in which it happened. Stages that took no time stand where they must have been. */
export function whatHappened({ record, withNotes }: Question): readonly Happening[] {
  const steps: Happening[] = [{ at_ms: 0, stage: 'receive', text: arrivalText(record) }];
  const add = (stage: string, text: string) => {
    const noted = record.stages.find(({ name, ended }) => name === stage && !ended);
    const previous = steps.at(-1);
    const at = noted?.startedMs ?? (previous?.at_ms ?? 0) + (previous?.took_ms ?? 0);
    steps.push({ at_ms: at, ...(noted && { took_ms: noted.tookMs }), stage, text });
  };
  if (record.keyName !== undefined) add('authenticate', `The key "${record.keyName}" was recognised.`);
  if (record.needs !== undefined) add('read-task', taskText(record));
  if (record.routeName !== undefined) {
    add('resolve-route', `The route "${record.routeName}" serves it, in version ${record.routeVersion ?? 'unknown'}.`);
  }
  if (wasPlanned(record)) add('plan-request', planText(record));
  steps.push(...record.attempts.map((attempt) => attemptStep({ attempt, record, withNotes })));
  if (record.replayOf !== undefined) {
    add(
      'replay-or-claim',
      `The answer of ${record.replayOf}, the first request with this Idempotency-Key, was sent again.`,
    );
  }
  return [...steps, endOf(record)];
}

function arrivalText({ endpoint, stream, startedAtMs }: RequestRecord): string {
  return `${endpoint}${stream ? ', to be streamed,' : ''} was called at ${new Date(startedAtMs).toISOString()}.`;
}

function taskText({ needs }: RequestRecord): string {
  const asked = needs?.profile === undefined ? '' : ` It asks for the profile "${needs.profile}".`;
  const pin = needs?.pin === undefined ? '' : ` It is bound to one account by "${needs.pin.because}".`;
  return `The body was read: it needs ${needs?.capabilities.join(', ')}, and has about ${needs?.estimatedInputTokens} input tokens.${asked}${pin}`;
}

function wasPlanned({ attempts, skipped }: RequestRecord): boolean {
  return attempts.length > 0 || skipped.length > 0;
}

function planText({ profile, needs, skipped, order }: RequestRecord): string {
  const overridden = needs?.profile !== undefined && needs.profile !== profile;
  const why = overridden ? ` (the route does not let requests choose "${needs.profile}")` : '';
  const left = skipped.map(
    ({ attempt, connection, model, reason, since, until }) =>
      `attempt ${attempt}, ${connection}/${model}: ${skipWords(reason)}${since === undefined ? '' : `, since ${since}`}${until === undefined ? '' : `, until ${until}`}`,
  );
  const words = orderWords(order);
  const ordered = words === undefined ? '' : ` Order: ${words}.`;
  return `It was planned for the profile "${profile}"${why}.${ordered}${left.length === 0 ? '' : ` Left out: ${left.join('; ')}.`}`;
}

function attemptStep({ attempt, record, withNotes }: Question & { readonly attempt: AttemptRecord }): Happening {
  const failure = [attempt.failureClass, attempt.failureDetail].filter(Boolean).join(':');
  const facts = [
    `attempt ${attempt.position}, ${attempt.connection}/${attempt.model}: ${attempt.outcome}`,
    failure === '' ? undefined : failure,
    attempt.status === undefined ? undefined : `status ${attempt.status}`,
    attempt.firstContentMs === undefined ? undefined : `first content after ${Math.round(attempt.firstContentMs)} ms`,
    attempt.retryAfterMs === undefined
      ? undefined
      : `asked for a pause of ${Math.ceil(attempt.retryAfterMs / 1_000)} s`,
  ].filter((fact) => fact !== undefined);
  const note = withNotes && attempt.failureNote !== undefined ? ` Note: ${attempt.failureNote}` : '';
  if (wasNotSent(attempt)) {
    const text = `attempt ${attempt.position}, ${attempt.connection}/${attempt.model}: left out, its circuit was open and another request was trying it.`;
    return { at_ms: attempt.startedAtMs - record.startedAtMs, stage: 'attempt', text };
  }
  return {
    at_ms: attempt.startedAtMs - record.startedAtMs,
    took_ms: attempt.totalMs,
    stage: 'attempt',
    text: `${facts.join(', ')}.${note}`,
  };
}

function endOf(record: RequestRecord): Happening {
  const ended = record.stages.find((stage) => stage.ended);
  const error = [record.errorCode, record.errorReason].filter(Boolean).join(':');
  const param = record.errorParam === undefined ? '' : `, param "${record.errorParam}"`;
  const text =
    record.outcome === 'answered'
      ? `Answered with status ${record.status}.`
      : `${endWords(record)} with status ${record.status} (${error}${param}).`;
  return { at_ms: record.totalMs, stage: record.outcome === 'answered' ? 'answer' : (ended?.name ?? 'answer'), text };
}

function endWords({ outcome, errorDetail }: RequestRecord): string {
  if (outcome === 'failed' && errorDetail === WHILE_RUNNING) return 'Ended while it ran,';
  return outcome === 'answered' ? 'Answered' : END_WORDS[outcome];
}

const END_WORDS = {
  failed: 'Refused',
  cut: 'Broken off',
  cancelled: 'Given up by the client,',
  interrupted: "Interrupted by the end of the gateway's process,",
} as const;

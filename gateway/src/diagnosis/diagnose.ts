import type { RequestRecord } from '../domain/request-record.ts';
import type { FixStep } from './cause.ts';
import type { Diagnosis } from './diagnosis.ts';
import { findCauses } from './find-causes.ts';
import type { FoundCause } from './found-cause.ts';
import type { Now } from './now.ts';
import { whatHappened } from './what-happened.ts';
import { wouldWorkNow } from './would-work-now.ts';
import { writeCause } from './write-cause.ts';

export interface DiagnoseInput {
  readonly record: RequestRecord;
  /** Requests of the same workspace that failed before it, newest first; may be empty. */
  readonly earlier: readonly RequestRecord[];
  readonly now: Now;
  /** Whether words of a provider may be shown: to operators only. */
  readonly withNotes: boolean;
}

/** Why a request went as it did, what to do about it, and whether it would work now. Pure: nothing is sent or spent. */
export function diagnose({ record, earlier, now, withNotes }: DiagnoseInput): Diagnosis {
  const [root, ...others] = findCauses({ record, earlier }).map((cause) => withNames({ cause, now }));
  if (root === undefined) throw new TypeError('a request has a cause');
  return {
    request_id: record.id,
    what_happened: whatHappened({ record, withNotes }),
    root_cause: { code: root.code, sentence: sentenceOf({ root, others }) },
    fix: [...sandboxNotice(record), ...stepsOf([root, ...others])],
    would_work_now: wouldWorkNow({ record, cause: root, now }),
  };
}

/** A record of a request that was refused early does not name the route of its key. */
function withNames({ cause, now }: { readonly cause: FoundCause; readonly now: Now }): FoundCause {
  const route = now.principal?.route?.name;
  return cause.facts.route !== undefined || route === undefined
    ? cause
    : { ...cause, facts: { ...cause.facts, route } };
}

function sentenceOf({ root, others }: { readonly root: FoundCause; readonly others: readonly FoundCause[] }): string {
  const [second] = others;
  const { sentence } = writeCause(root);
  if (second === undefined || !TELLS_WHY.has(root.code)) return sentence;
  const why = writeCause(second).sentence;
  return root.code === 'answered' ? `${sentence} Before that: ${why}` : `${sentence} The reason: ${why}`;
}

const TELLS_WHY: ReadonlySet<string> = new Set([
  'answered',
  'all_circuits_open',
  'no_eligible_attempt',
  'pinned_elsewhere',
]);

/** Each step once, however many attempts need it. */
function stepsOf(causes: readonly FoundCause[]): readonly FixStep[] {
  const steps = causes.flatMap((cause) => writeCause(cause).fix);
  return steps.filter(
    ({ text, exact }, at) => steps.findIndex((step) => step.text === text && step.exact === exact) === at,
  );
}

/** The sandbox fails only where it is told to: its failures are shown as real ones, with a word of comfort before. */
function sandboxNotice({ attempts }: RequestRecord): readonly FixStep[] {
  const failed = attempts.find(({ outcome }) => outcome === 'failed' || outcome === 'cut');
  if (failed?.provider !== 'sandbox') return [];
  const text =
    'The sandbox failed because the last user message told it to: nothing is wrong. What a real failure would need follows.';
  return [{ place: 'body', text, exact: 'sandbox:…' }];
}

import type { RequestRecord } from '../domain/request-record.ts';
import { type FixStep, step } from './cause.ts';
import { NOTE, SPARE } from './causes/provider-causes.ts';
import type { FoundCauses } from './found-cause.ts';
import type { RestingAttempt } from './resting-attempts.ts';
import { writeCause, writeStep } from './write-cause.ts';

interface ToFix {
  readonly record: RequestRecord;
  readonly causes: FoundCauses;
  readonly resting: readonly RestingAttempt[];
  readonly withNotes: boolean;
}

const LOOK_AT_CIRCUITS = step('command', 'See which attempts rest now, from what, and what helps.', 'latentkit doctor');
const APPLY = step(
  'command',
  'Bring the changed file into effect: a running gateway takes it up by itself.',
  'latentkit apply -f latentkit.yaml',
);

/** What is to be done, each step once, in the order in which to do it. Empty: nothing. */
export function writeFix({ record, causes: { root, others }, resting, withNotes }: ToFix): readonly FixStep[] {
  const note = writeStep({ step: NOTE, facts: { request: record.id } });
  const wasAnswered = root === undefined;
  const steps = [
    ...sandboxNotice(record),
    ...[...(root === undefined ? [] : [root]), ...others].flatMap((cause) => writeCause(cause).fix),
    ...(resting.length > 0 && root?.code !== 'all_circuits_open' ? [LOOK_AT_CIRCUITS] : []),
  ]
    .filter(({ exact }) => !withNotes || exact !== note.exact)
    .filter((one) => !wasAnswered || isOperators(one));
  return withApply(steps.filter((one, at) => steps.findIndex((first) => isSameStep(first, one)) === at));
}

/** The same setting or command is named once, by whoever needs it first; one account may need several things. */
function isSameStep(one: FixStep, other: FixStep): boolean {
  return (
    one.place === other.place && one.exact === other.exact && (one.place !== 'provider' || one.text === other.text)
  );
}

/** Behind the last change of the configuration file stands how it takes effect. */
function withApply(steps: readonly FixStep[]): readonly FixStep[] {
  const last = steps.findLastIndex(({ place }) => place === 'config');
  if (last === -1 || steps.some(({ exact }) => exact === APPLY.exact)) return steps;
  return steps.toSpliced(last + 1, 0, APPLY);
}

/** A caller who was answered has nothing to do: what is left is what spares the next request the detour. */
function isOperators({ place, exact }: FixStep): boolean {
  return !['wait', 'header', 'body', 'client'].includes(place) && exact !== SPARE.exact;
}

/** The sandbox fails only where it is told to: its failures are shown as real ones, with a word of comfort before. */
function sandboxNotice({ attempts }: RequestRecord): readonly FixStep[] {
  const failed = attempts.find(({ outcome }) => outcome === 'failed' || outcome === 'cut');
  if (failed?.provider !== 'sandbox') return [];
  const text =
    'The sandbox failed because the last user message told it to: nothing is wrong. What a real failure would need follows.';
  return [step('body', text, 'sandbox:…')];
}

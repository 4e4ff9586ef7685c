import type { Facts, FixStep } from './cause.ts';
import { CAUSES } from './causes/all-causes.ts';
import { fillCommand, fillIn } from './fill-in.ts';
import type { FoundCause } from './found-cause.ts';

/** A sentence and the steps of a cause, with what is known of the case. */
export function writeCause({ code, facts }: FoundCause): {
  readonly sentence: string;
  readonly fix: readonly FixStep[];
} {
  const { sentence, fix } = CAUSES[code];
  return { sentence: fillIn({ text: sentence, facts }), fix: fix.map((step) => writeStep({ step, facts })) };
}

export function writeStep({ step, facts }: { readonly step: FixStep; readonly facts: Facts }): FixStep {
  const { text, place, exact } = step;
  const fill = place === 'command' ? fillCommand : fillIn;
  return { text: fillIn({ text, facts }), place, exact: fill({ text: exact, facts }) };
}

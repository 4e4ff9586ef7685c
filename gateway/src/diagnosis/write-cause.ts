import type { Facts, FixStep } from './cause.ts';
import { CAUSES } from './causes/all-causes.ts';
import type { FoundCause } from './found-cause.ts';

/** A sentence and the steps of a cause, with what is known of the case. */
export function writeCause({ code, facts }: FoundCause): {
  readonly sentence: string;
  readonly fix: readonly FixStep[];
} {
  const { sentence, fix } = CAUSES[code];
  return {
    sentence: fillIn({ text: sentence, facts }),
    fix: fix.map((step) => ({
      ...step,
      text: fillIn({ text: step.text, facts }),
      exact: fillIn({ text: step.exact, facts }),
    })),
  };
}

const PLACE = /\{([a-z_]+)\}/g;

/** `{connection}` becomes its name, or `<connection>` where it is not known. */
export function fillIn({ text, facts }: { readonly text: string; readonly facts: Facts }): string {
  const known: Readonly<Record<string, string | undefined>> = facts;
  return text.replaceAll(PLACE, (_, name: string) => known[name] ?? `<${name}>`);
}

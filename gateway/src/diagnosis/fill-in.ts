import type { Facts } from './cause.ts';

interface Template {
  readonly text: string;
  readonly facts: Facts;
}

const PLACE = /\{([a-z_]+)\}/g;
const OPTIONAL = /\[([^\]]*)\]/g;

/** `{connection}` becomes its name, or `<connection>` where it is not known. */
export function fillIn({ text, facts }: Template): string {
  return fill({ text, facts, write: (value) => value });
}

/**
 * A command that can be copied: names are quoted where a shell would take them apart, and `[ --route {route}]` is left
 * out where the fact is not known.
 */
export function fillCommand({ text, facts }: Template): string {
  const known: Readonly<Record<string, string | undefined>> = facts;
  const wanted = text.replaceAll(OPTIONAL, (_, part: string) =>
    [...part.matchAll(PLACE)].every(([, name = '']) => known[name] !== undefined) ? part : '',
  );
  return fill({ text: wanted, facts, write: shellWord });
}

function fill({ text, facts, write }: Template & { readonly write: (value: string) => string }): string {
  const known: Readonly<Record<string, string | undefined>> = facts;
  return text.replaceAll(PLACE, (_, name: string) => {
    const value = known[name];
    return value === undefined ? `<${name}>` : write(value);
  });
}

const PLAIN = /^[A-Za-z0-9_./:@%+=,-]+$/;
const WITH_SPACES = /^[A-Za-z0-9_./:@+=, -]+$/;

/** One word for POSIX shells; names with spaces also for those of Windows. */
function shellWord(value: string): string {
  if (PLAIN.test(value)) return value;
  return WITH_SPACES.test(value) ? `"${value}"` : `'${value.replaceAll("'", `'\\''`)}'`;
}

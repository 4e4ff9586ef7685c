const REFERENCE = /\$\$\{|\$\{([^}]*)\}?/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export type VariableProblem =
  | { readonly kind: 'unset'; readonly name: string; readonly similar: string | undefined }
  | { readonly kind: 'malformed' };

/**
 * Replaces `${NAME}` by the variable's value; `$${` stands for the two characters themselves. This happens after the
 * YAML was parsed, so a value can neither add a field nor end a text.
 */
export function substituteVariables({
  text,
  env,
  similar,
}: {
  readonly text: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly similar: (name: string) => string | undefined;
}): { readonly text: string; readonly substituted: boolean; readonly problems: readonly VariableProblem[] } {
  const problems: VariableProblem[] = [];
  let substituted = false;
  const replaced = text.replaceAll(REFERENCE, (whole: string, name: string | undefined) => {
    if (whole === '$${') return '${';
    if (name === undefined || !whole.endsWith('}') || !NAME.test(name)) {
      problems.push({ kind: 'malformed' });
      return whole;
    }
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value === undefined) {
      problems.push({ kind: 'unset', name, similar: similar(name) });
      return whole;
    }
    substituted = true;
    return value;
  });
  return { text: replaced, substituted, problems };
}

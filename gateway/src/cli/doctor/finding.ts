/** What the doctor found. Only a problem makes the command fail; a note needs nothing. */
export type Finding =
  | { readonly level: 'problem' | 'warning'; readonly subject: string; readonly text: string; readonly fix: Remedy }
  | { readonly level: 'note'; readonly subject: string; readonly text: string };

export interface Remedy {
  readonly text: string;
  /** The very command, key of the file or setting. */
  readonly exact: string;
}

const ORDER: readonly Finding['level'][] = ['problem', 'warning', 'note'];

/** The worst first; among equals as they were found. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((one, other) => ORDER.indexOf(one.level) - ORDER.indexOf(other.level));
}

interface Told {
  readonly subject: string;
  readonly text: string;
  readonly fix: Remedy;
}

export function problem(told: Told): Finding {
  return { level: 'problem', ...told };
}

export function warning(told: Told): Finding {
  return { level: 'warning', ...told };
}

export function note(subject: string, text: string): Finding {
  return { level: 'note', subject, text };
}

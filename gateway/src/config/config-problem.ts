/** One thing that is wrong in a configuration file, for a person with an editor. Never holds a secret. */
export interface ConfigProblem {
  readonly severity: 'error' | 'warning';
  /** The file. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** `routes[0].attempts[1].model`; empty for the file as a whole. */
  readonly at: string;
  readonly message: string;
  /** What to write instead. */
  readonly instead: string | undefined;
}

export function sortProblems(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
}

/** `file.yaml:12:7: error: message (routes[0].attempts[1].model)`, and what to write instead on a second line. */
export function formatProblem(problem: ConfigProblem): string {
  const where = problem.at === '' ? '' : ` (${problem.at})`;
  const first = `${problem.path}:${problem.line}:${problem.column}: ${problem.severity}: ${problem.message}${where}`;
  return problem.instead === undefined ? first : `${first}\n    ${problem.instead}`;
}

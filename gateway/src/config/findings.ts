import type { CheckContext, Finding } from './check-context.ts';
import { pathText } from './config-path.ts';
import { type ConfigProblem, sortProblems } from './config-problem.ts';
import type { YamlSource } from './yaml-source.ts';

/** Collects what is wrong with one file, and finds the line of each. */
export class Findings {
  readonly #problems: ConfigProblem[] = [];
  readonly #source: YamlSource;
  readonly #path: string;

  constructor({ source, path }: { readonly source: YamlSource; readonly path: string }) {
    this.#source = source;
    this.#path = path;
    for (const { path: at, place, message, instead } of source.problems) {
      this.#problems.push({ severity: 'error', path, ...place, at: pathText(at), message, instead });
    }
  }

  report({ path, part = 'value', severity = 'error', message, instead }: Finding): void {
    const at = pathText(path);
    // A variable that could not be filled in is wrong in every other way, too: the first word is enough.
    if (at !== '' && this.#problems.some((problem) => problem.at === at && problem.severity === 'error')) return;
    const place = this.#source.placeOf({ path, part });
    this.#problems.push({ severity, path: this.#path, ...place, at, message, instead });
  }

  forChecks(): Pick<CheckContext, 'report' | 'shown'> {
    return {
      report: (finding) => this.report(finding),
      shown: ({ path, value }) => `"${(this.#source.writtenText(path) ?? value).slice(0, 64)}"`,
    };
  }

  hasErrors(): boolean {
    return this.#problems.some((problem) => problem.severity === 'error');
  }

  sorted(): readonly ConfigProblem[] {
    return sortProblems(this.#problems);
  }

  failed(): { readonly ok: false; readonly problems: readonly ConfigProblem[] } {
    return { ok: false, problems: this.sorted() };
  }
}

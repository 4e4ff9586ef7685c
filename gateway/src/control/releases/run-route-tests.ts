import type { RouteTest } from '../../domain/release.ts';

/** What became of a test's request. */
export interface RouteTrial {
  /** True: an attempt answered, or would be asked. */
  readonly answered: boolean;
  /** The attempt that answered, or that would be asked first. */
  readonly attempt: { readonly connection: string; readonly model: string } | undefined;
  /** What that attempt can do. */
  readonly capabilities: readonly string[];
  /** Undefined where nothing answered, or the answer is no text. */
  readonly text: string | undefined;
  /** Why it was not answered: the code of the error, and a sentence. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
  /** The record of it; undefined where nothing was sent. */
  readonly requestId: string | undefined;
}

export interface RouteTestResult {
  readonly test: RouteTest;
  readonly passed: boolean;
  /** Each expectation that does not hold, as a sentence. */
  readonly why: readonly string[];
  /** Expectations that a dry run cannot look at. */
  readonly notLookedAt: readonly string[];
  readonly trial: RouteTrial | undefined;
}

export interface RouteTestsRun {
  readonly results: readonly RouteTestResult[];
  /** A blocking test failed. */
  readonly blocks: boolean;
}

/** A route has some twenty tests, and each may take as long as its deadline. */
const AT_ONCE = 4;

/**
 * Tries each saved test with `run`, and holds what became of it against what is expected. A test whose body cannot be read
 * fails, as one does that throws. Results come in the order of the tests.
 */
export async function runRouteTests({
  tests,
  run,
  isDryRun,
}: {
  readonly tests: readonly RouteTest[];
  readonly run: (test: RouteTest) => Promise<RouteTrial>;
  /** True: `run` only plans, and nothing answers. */
  readonly isDryRun: boolean;
}): Promise<RouteTestsRun> {
  const results: (RouteTestResult | undefined)[] = tests.map(() => undefined);
  const waiting = [...tests.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, test] = next;
      results[index] = await runOne({ test, run, isDryRun });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const ended = results.filter((result) => result !== undefined);
  return { results: ended, blocks: ended.some(({ test, passed }) => test.blocking && !passed) };
}

async function runOne({
  test,
  run,
  isDryRun,
}: {
  readonly test: RouteTest;
  readonly run: (test: RouteTest) => Promise<RouteTrial>;
  readonly isDryRun: boolean;
}): Promise<RouteTestResult> {
  let trial: RouteTrial;
  try {
    trial = await run(test);
  } catch (cause) {
    const why = [`It could not be tried: ${cause instanceof Error ? cause.message : String(cause)}`];
    return { test, passed: false, why, notLookedAt: [], trial: undefined };
  }
  const why = failuresOf({ test, trial, isDryRun });
  const notLookedAt = isDryRun && test.expect.textContains !== undefined ? ['text_contains'] : [];
  return { test, passed: why.length === 0, why, notLookedAt, trial };
}

function failuresOf({
  test: { expect },
  trial,
  isDryRun,
}: {
  readonly test: RouteTest;
  readonly trial: RouteTrial;
  readonly isDryRun: boolean;
}): readonly string[] {
  // Without a word about it, a test is about an answer.
  const wanted = expect.answered ?? true;
  const why: string[] = [];
  if (wanted && !trial.answered) why.push(`It was not answered: ${trial.error?.message ?? 'nobody says why'}`);
  if (!wanted && trial.answered) why.push(`It was to be refused, and ${nameOf(trial)} took it.`);
  if (!trial.answered) return why;
  const { capability, textContains } = expect;
  if (capability !== undefined && !trial.capabilities.includes(capability)) {
    why.push(`${nameOf(trial)} cannot do "${capability}".`);
  }
  if (textContains !== undefined && !isDryRun && !holds({ text: trial.text, wanted: textContains })) {
    why.push(trial.text === undefined ? 'The answer has no text.' : `The answer does not contain "${textContains}".`);
  }
  return why;
}

function holds({ text, wanted }: { readonly text: string | undefined; readonly wanted: string }): boolean {
  return text?.toLocaleLowerCase().includes(wanted.toLocaleLowerCase()) ?? false;
}

function nameOf({ attempt }: RouteTrial): string {
  return attempt === undefined ? 'the attempt' : `${attempt.connection}/${attempt.model}`;
}

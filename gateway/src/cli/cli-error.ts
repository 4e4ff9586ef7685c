/** `drift`: only where somebody asked whether there is a difference. */
export const EXIT = { ok: 0, problem: 1, usage: 2, drift: 3 } as const;

/** What a command has to say instead of doing its work: one clear line, and what to do. Never a stack. */
export class CliError extends Error {
  readonly hint: string | undefined;
  readonly exitCode: number;

  constructor(
    message: string,
    { hint, exitCode = EXIT.problem }: { hint?: string | undefined; exitCode?: number } = {},
  ) {
    super(message);
    this.name = 'CliError';
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

/** A wrong word on the command line. */
export function usageError(message: string, hint?: string): CliError {
  return new CliError(message, { hint, exitCode: EXIT.usage });
}

/** One row of the table of triggers. */
export interface SandboxTrigger {
  /** Written as `sandbox:<word>`. */
  readonly word: string;
  /** Other spellings: the HTTP status, where the trigger is one. */
  readonly aliases?: readonly string[];
  readonly group: 'answer' | 'timing' | 'break' | 'upstream_error' | 'gateway_error';
  /** A number after the word, such as `sandbox:slow 2000`. Values outside the bounds are moved to the nearest bound. */
  readonly argument?: {
    readonly meaning: string;
    readonly standard: number;
    readonly min: number;
    readonly max: number;
  };
  /** Embeddings and images refuse the word, since they have no such answer. */
  readonly chatOnly?: true;
  /** What the sandbox does. */
  readonly sandbox: string;
  /** What the application sees of it, where the sandbox is the only attempt. */
  readonly caller: string;
}

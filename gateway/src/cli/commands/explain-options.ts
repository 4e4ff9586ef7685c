import type { GlobalOptions } from '../cli-context.ts';

export interface ExplainOptions extends GlobalOptions {
  readonly workspace?: string | undefined;
  readonly key?: string | undefined;
  readonly body?: string | undefined;
  readonly endpoint: string;
}

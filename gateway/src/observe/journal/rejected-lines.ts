import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RejectedLines {
  readonly path: string;
  add(line: string): void;
}

/** Keeps what could not be brought to the store, for a person to look at: `rejected.txt` beside the journal's files. */
export function createRejectedLines({ directory }: { directory: string }): RejectedLines {
  const path = join(directory, 'rejected.txt');
  return {
    path,
    add: (line) => appendFileSync(path, `${line}\n`, { mode: 0o600 }),
  };
}

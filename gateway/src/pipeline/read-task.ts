import type { Needs } from '../domain/task.ts';
import type { TaskBody } from './exchange.ts';
import { readNeeds } from './read-needs.ts';
import type { Stage } from './stage.ts';
import type { KeyWatched } from './watch-key.ts';

export interface TaskRead extends KeyWatched, TaskBody {
  readonly needs: Needs;
}

const TASK_ONLY = { keepsText: false } as const;
/** Where the workspace keeps what requests say. */
const WITH_TEXT = { keepsText: true } as const;

/** The body is read only now: nobody without a key can make the gateway parse megabytes. */
export const readTask: Stage<KeyWatched, TaskRead> = {
  name: 'read-task',
  enter: async (exchange) => {
    const read = await exchange.readTask(exchange.principal.contentLogging === undefined ? TASK_ONLY : WITH_TEXT);
    return { ...exchange, ...read, needs: readNeeds({ task: read.task, profile: read.wantedProfile }) };
  },
};

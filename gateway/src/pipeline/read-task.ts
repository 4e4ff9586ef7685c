import type { Needs } from '../domain/task.ts';
import type { ReadBody } from '../wire/latentkit/read-request.ts';
import type { Authenticated } from './authenticate.ts';
import { readNeeds } from './read-needs.ts';
import type { Stage } from './stage.ts';

export interface TaskRead extends Authenticated, ReadBody {
  readonly needs: Needs;
}

/** The body is read only now: nobody without a key can make the gateway parse megabytes. */
export const readTask: Stage<Authenticated, TaskRead> = {
  name: 'read-task',
  enter: async (exchange) => {
    const read = await exchange.readTask();
    return { ...exchange, ...read, needs: readNeeds({ task: read.task, profile: read.wantedProfile }) };
  },
};

// The load generator, in a process of its own.
import { serveCalls } from '../processes/serve-calls.mjs';
import { runClosedLoop } from './closed-loop.ts';
import { holdStreams } from './hold-streams.ts';
import type { HttpConnection } from './http-connection.ts';
import { closedLoopSchema, heldStreamsSchema, openLoopSchema } from './load-jobs.ts';
import { runOpenLoop } from './open-loop.ts';

let held: readonly HttpConnection[] = [];

serveCalls({
  closedLoop: (input) => runClosedLoop(closedLoopSchema.parse(input)),
  openLoop: (input) => runOpenLoop(openLoopSchema.parse(input)),
  holdStreams: async (input) => {
    held = await holdStreams(heldStreamsSchema.parse(input));
  },
  /** How many were still open. */
  letGo: () => {
    const open = held.filter(({ isOpen }) => isOpen).length;
    for (const connection of held) connection.destroy();
    held = [];
    return open;
  },
});

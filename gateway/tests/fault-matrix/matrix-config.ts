import type { FaultyUpstream } from './fault.ts';
import type { Cell } from './matrix-cells.ts';
import { connectionConfig, connectionName, modelIn } from './matrix-connections.ts';
import { MATRIX_DIALECTS } from './matrix-dialects.ts';

/** The second attempt's upstream, and those of the first. Without a path. */
export type UpstreamUrls = Readonly<Record<FaultyUpstream | 'good', string>>;

const ENDLESS_DEADLINE_MS = 1_000;
/** An answer that comes whole may take half of it at A, also where the machine is busy. */
const DEADLINE_MS = 240_000;
const SHORT_MS = 400;
const SHORT_IDLE_MS = 1_000;
/** Longer than a busy machine takes for anything. */
const LONG_MS = 20_000;

/** Each upstream, in each dialect. */
export function connectionsTo(urls: Readonly<Record<string, string>>) {
  return MATRIX_DIALECTS.flatMap((dialect) => Object.entries(urls).map(([name, url]) => ({ dialect, name, url })));
}

/** A route and a key for each cell. JSON is YAML, and is parsed faster. */
export function matrixConfig({ cells, urls }: { cells: readonly Cell[]; urls: UpstreamUrls }): string {
  return JSON.stringify({
    version: 1,
    workspace: 'matrix',
    connections: connectionsTo(urls).map(connectionConfig),
    routes: cells.map(({ model, fault, dialect, ...place }) => ({
      name: model,
      deadline_ms: fault.kind === 'endless' ? ENDLESS_DEADLINE_MS : DEADLINE_MS,
      attempts: [
        {
          connection: connectionName({ dialect, name: fault.upstream ?? 'scripted' }),
          model: modelIn({ dialect, model }),
          ...(fault.waits ? timeoutsOf({ fault, ...place }) : undefined),
        },
        { connection: connectionName({ dialect, name: 'good' }), model: modelIn({ dialect, model }) },
      ],
    })),
    keys: cells.map(({ model, secret }) => ({ name: model, route: model, secret })),
  });
}

/** Short is only the one timer that the fault has to wait for. */
function timeoutsOf({ fault, moment, call }: Pick<Cell, 'fault' | 'moment' | 'call'>) {
  const waitsForContent = moment === 'before' && fault.kind !== 'harmless';
  return {
    first_content_timeout_ms: waitsForContent ? SHORT_MS : LONG_MS,
    idle_timeout_ms: SHORT_IDLE_MS,
    timeout_ms: call === 'whole' ? SHORT_MS : LONG_MS,
  };
}

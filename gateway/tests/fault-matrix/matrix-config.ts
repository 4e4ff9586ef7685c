import type { FaultyUpstream } from './fault.ts';
import type { Cell } from './matrix-cells.ts';
import { MATRIX_DIALECTS } from './matrix-dialects.ts';

/** The second attempt's upstream, and those of the first. Without a path. */
export type UpstreamUrls = Readonly<Record<FaultyUpstream | 'good', string>>;

const ENDLESS_DEADLINE_MS = 1_000;
const SHORT_MS = 400;
const SHORT_IDLE_MS = 1_000;
/** Longer than a busy machine takes for anything. */
const LONG_MS = 20_000;

/** A route and a key for each cell. JSON is YAML, and is parsed faster. */
export function matrixConfig({ cells, urls }: { cells: readonly Cell[]; urls: UpstreamUrls }): string {
  return JSON.stringify({
    version: 1,
    workspace: 'matrix',
    connections: MATRIX_DIALECTS.flatMap(({ id, basePath }) =>
      Object.entries(urls).map(([name, url]) => ({
        name: `${name}-${id}`,
        provider: id,
        access: 'byok',
        ...(id === 'ollama' ? undefined : { api_key: 'upstream-secret' }),
        base_url: url + basePath,
      })),
    ),
    routes: cells.map(({ model, fault, dialect, ...place }) => ({
      name: model,
      deadline_ms: fault.kind === 'endless' ? ENDLESS_DEADLINE_MS : 60_000,
      attempts: [
        {
          connection: `${fault.upstream ?? 'scripted'}-${dialect.id}`,
          model,
          ...(fault.waits ? timeoutsOf({ fault, ...place }) : undefined),
        },
        { connection: `good-${dialect.id}`, model },
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

import type { ControlDeps } from '../control/api/control-deps.ts';
import { compileSnapshot } from '../control/compile-snapshot.ts';
import { circuitsNow } from '../diagnosis/circuits-now.ts';
import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import type { PipelineDeps } from '../pipeline/pipeline-deps.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';
import type { Installation } from './open-installation.ts';

/** What this process knows of the installation at this moment. */
export function installationNow({
  installation: { vault, sqlite },
  pipeline: { snapshots, health, load, clock },
  catalogue,
  startedAtMs,
}: {
  readonly installation: Pick<Installation, 'vault' | 'sqlite'>;
  readonly pipeline: Pick<PipelineDeps, 'snapshots' | 'health' | 'load' | 'clock'>;
  readonly catalogue: () => Promise<ModelCatalogue>;
  readonly startedAtMs: number;
}): ControlDeps['installationNow'] {
  return async ({ definitions }) => {
    const snapshot = snapshots.current();
    const input = { definitions, vault, providers: PROVIDERS, catalogue: await catalogue(), version: 'now' };
    const circuits = circuitsNow({ snapshot, health, load, nowMs: clock.now() });
    return {
      startedAtMs,
      database: sqlite === undefined ? 'postgres' : 'sqlite',
      servedVersion: snapshot.version,
      problems: compileSnapshot(input).problems,
      resting: circuits
        .filter(({ state }) => state !== 'closed')
        .map(({ connection, model, routes, state, until }) => ({
          connection,
          model,
          routes,
          state,
          untilMs: until === undefined ? undefined : Date.parse(until),
        })),
    };
  };
}

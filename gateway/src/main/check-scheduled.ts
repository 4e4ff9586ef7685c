import { EMPTY_CATALOGUE } from '../domain/model-catalogue.ts';
import type { Clock } from '../domain/ports.ts';
import type { RouteTest } from '../domain/release.ts';
import type { Vault } from '../domain/vault.ts';
import type { publishScheduled } from '../jobs/publish-scheduled.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';

type Check = Parameters<typeof publishScheduled>[0]['check'];

/**
 * What keeps a scheduled release from being published: what would keep a person from publishing it now. All of it is loaded
 * when one is due.
 */
export function createScheduleCheck({
  vault,
  clock,
}: {
  readonly vault: Pick<Vault, 'open'>;
  readonly clock: Clock;
}): Check {
  return async ({ route, schedule, definitions, tests }) => {
    // A version that was published before is taken back as it was, whatever has become of its connections since.
    if (schedule.version !== undefined) return [];
    const { spec } = schedule;
    const { needsCatalogue } = await import('../control/compile-snapshot.ts');
    const { refusalsOf, releaseProblems } = await import('../control/releases/release-problems.ts');
    const catalogue = needsCatalogue({ connections: definitions.connections, providers: PROVIDERS })
      ? (await import('../control/catalogue/catalogue.ts')).CATALOGUE
      : EMPTY_CATALOGUE;
    const refusals = refusalsOf(releaseProblems({ route, spec, definitions, providers: PROVIDERS, catalogue }));
    const blocking = tests.filter((test) => test.blocking);
    if (refusals.length > 0 || blocking.length === 0) return refusals;
    const { runRouteTests } = await import('../control/releases/run-route-tests.ts');
    const { planTest } = await import('./plan-test.ts');
    const { compileAlone } = await import('./compile-alone.ts');
    const compiled = compileAlone({ definitions, route, spec, vault, catalogue });
    if (compiled === undefined) return ['the release cannot be compiled'];
    const run = (test: RouteTest) => planTest({ test, route: compiled, nowMs: clock.now() });
    const { results } = await runRouteTests({ tests: blocking, run, isDryRun: true });
    return results.filter(({ passed }) => !passed).map(({ test, why }) => `test "${test.name}": ${why.join(' ')}`);
  };
}

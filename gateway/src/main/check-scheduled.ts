import { EMPTY_CATALOGUE } from '../domain/model-catalogue.ts';
import type { publishScheduled } from '../jobs/publish-scheduled.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';

/** What keeps a scheduled release from being published. The checks and the catalogue are loaded when one is due. */
export const checkScheduled: Parameters<typeof publishScheduled>[0]['check'] = async ({
  route,
  schedule,
  definitions,
}) => {
  // A version that was published before is taken back as it was, whatever has become of its connections since.
  if (schedule.version !== undefined) return [];
  const { needsCatalogue } = await import('../control/compile-snapshot.ts');
  const { refusalsOf, releaseProblems } = await import('../control/releases/release-problems.ts');
  const catalogue = needsCatalogue({ connections: definitions.connections, providers: PROVIDERS })
    ? (await import('../control/catalogue/catalogue.ts')).CATALOGUE
    : EMPTY_CATALOGUE;
  return refusalsOf(releaseProblems({ route, spec: schedule.spec, definitions, providers: PROVIDERS, catalogue }));
};

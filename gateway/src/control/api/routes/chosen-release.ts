import * as z from 'zod';
import type { RouteDefinition, RouteSpec } from '../../../domain/definitions.ts';
import type { ChosenRelease, RouteDraft } from '../../../domain/release.ts';
import type { DefinitionWrites } from '../../../domain/store.ts';
import { requireVersion } from './find-route.ts';
import { noDraft } from './no-draft.ts';

export const releaseBody = z
  .union([z.literal('draft'), z.int().min(1)])
  .describe('The number of a version, or `draft`: as it is at this moment');

interface Chosen {
  readonly release: ChosenRelease;
  readonly spec: RouteSpec;
  /** Set where it is the draft. */
  readonly draft?: RouteDraft;
}

/** @throws GatewayError not_found */
export async function chosenRelease({
  writes,
  route,
  release,
}: {
  readonly writes: DefinitionWrites;
  readonly route: RouteDefinition;
  readonly release: z.output<typeof releaseBody>;
}): Promise<Chosen> {
  if (release === 'draft') {
    const draft = await writes.readDraft(route.id);
    if (draft === undefined) throw noDraft();
    return { release: { spec: draft.spec }, spec: draft.spec, draft };
  }
  const { version, spec } = await requireVersion({
    routeId: route.id,
    version: release,
    find: writes.readRouteVersion,
  });
  return { release: { version }, spec };
}

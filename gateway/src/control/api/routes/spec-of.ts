import * as z from 'zod';
import type { RouteDefinition, RouteSpec } from '../../../domain/definitions.ts';
import { GatewayError } from '../../../domain/gateway-error.ts';
import type { ControlDeps } from '../control-deps.ts';
import { requireVersion } from './find-route.ts';
import { noDraft } from './no-draft.ts';

export const side = z
  .union([z.enum(['draft', 'published']), z.stringFormat('version', /^[1-9][0-9]{0,8}$/)])
  .describe('The number of a version, `published` or `draft`');

/** @throws GatewayError not_found */
export async function specOf({
  deps,
  route,
  which,
}: {
  readonly deps: Pick<ControlDeps, 'store'>;
  readonly route: RouteDefinition;
  readonly which: string;
}): Promise<RouteSpec> {
  if (which === 'draft') {
    const draft = await deps.store.routes.draft(route.id);
    if (draft === undefined) throw noDraft();
    return draft.spec;
  }
  if (which === 'published') {
    if (route.published !== undefined) return route.published.spec;
    throw new GatewayError('not_found', { message: 'Nothing of this route is published.', hint: 'Publish its draft.' });
  }
  const { version } = deps.store.routes;
  return (await requireVersion({ routeId: route.id, version: Number(which), find: version })).spec;
}

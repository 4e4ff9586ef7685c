import * as z from 'zod';
import type { ConnectionDefinition, Definitions } from '../../../domain/definitions.ts';
import type { ModelCatalogue } from '../../../domain/model-catalogue.ts';
import { connectionSchema, connectionView } from '../connections/connection-view.ts';
import { routesUsing } from '../connections/routes-using.ts';
import type { ControlDeps } from '../control-deps.ts';

export const sharedConnectionSchema = z
  .strictObject({
    ...connectionSchema.shape,
    workspace_id: z.string().describe('The workspace that owns it'),
    used_by: z.int().describe('How many releases of routes need it, of every workspace'),
  })
  .meta({ id: 'SharedConnection' });

export function sharedConnectionView({
  connection,
  definitions,
  ...view
}: {
  readonly connection: ConnectionDefinition;
  readonly definitions: Definitions;
  readonly providers: ControlDeps['providers'];
  readonly catalogue: ModelCatalogue;
  readonly nowMs: number;
}): z.input<typeof sharedConnectionSchema> {
  return {
    ...connectionView({ ...view, connection, isOwn: true }),
    workspace_id: connection.workspaceId,
    used_by: routesUsing({ connection, definitions }).length,
  };
}

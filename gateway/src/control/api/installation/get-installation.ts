import * as z from 'zod';
import { installationAct } from '../act.ts';
import { isoTime, isoTimeOrNull, isoTimeSchema } from '../shared-fields.ts';

export const getInstallation = installationAct({
  id: 'getInstallation',
  method: 'get',
  path: '/installation',
  summary: 'How the whole installation is',
  description: 'What is in it, what rests, what is wrong. No task, no answer.',
  permission: 'installation.read',
  answer: z
    .strictObject({
      started_at: isoTimeSchema.describe('Of the process that answers'),
      database: z.enum(['sqlite', 'postgres']),
      definitions_version: z.string(),
      served_version: z.string().describe('What this process serves requests by; the same within a second'),
      workspaces: z.array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          suspended: z.boolean(),
          plan: z.string().nullable(),
          connections: z.int(),
          routes: z.int(),
          keys: z.int().describe('That are not revoked'),
        }),
      ),
      resting: z
        .array(
          z.strictObject({
            connection: z.string(),
            model: z.string(),
            routes: z.array(z.string()),
            state: z.string(),
            until: isoTimeSchema.nullable(),
          }),
        )
        .describe('Targets that this process leaves alone after failures'),
      problems: z
        .array(z.strictObject({ object: z.string(), message: z.string() }))
        .describe('What cannot be used as it is defined; everything else works on'),
    })
    .meta({ id: 'Installation' }),
  async handle({ deps, definitions }) {
    const now = await deps.installationNow({ definitions });
    const { workspaces, connections, routes, keys } = definitions;
    const countOf = (items: readonly { readonly workspaceId: string }[], id: string) =>
      items.filter(({ workspaceId }) => workspaceId === id).length;
    const working = keys.filter(({ revokedAtMs }) => revokedAtMs === undefined);
    return {
      body: {
        started_at: isoTime(now.startedAtMs),
        database: now.database,
        definitions_version: await deps.store.definitionsVersion(),
        served_version: now.servedVersion,
        workspaces: workspaces.map(({ id, name, suspended, planName }) => ({
          id,
          name,
          suspended,
          plan: planName ?? null,
          connections: countOf(connections, id),
          routes: countOf(routes, id),
          keys: countOf(working, id),
        })),
        resting: now.resting.map(({ untilMs, ...target }) => ({ ...target, until: isoTimeOrNull(untilMs) })),
        problems: now.problems.map(({ object, message }) => ({ object, message })),
      },
    };
  },
});

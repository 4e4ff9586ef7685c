import * as z from 'zod';
import type { RouteDraft } from '../../../domain/release.ts';
import type { DraftProblem } from '../../releases/draft-check.ts';
import { isoTime, isoTimeSchema } from '../shared-fields.ts';
import { specSchema, specView } from './route-view.ts';

export const draftSchema = z
  .strictObject({
    spec: specSchema,
    based_on_version: z.int().nullable().describe('What was published when work on it began'),
    updated_at: isoTimeSchema,
    updated_by: z.string().nullable(),
  })
  .meta({ id: 'RouteDraft' });

export function draftView(draft: RouteDraft): z.input<typeof draftSchema> {
  return {
    spec: specView(draft.spec),
    based_on_version: draft.basedOnVersion ?? null,
    updated_at: isoTime(draft.updatedAtMs),
    updated_by: draft.updatedBy ?? null,
  };
}

export const problemSchema = z
  .strictObject({
    severity: z.enum(['error', 'warning']).describe('Nothing with an error is published'),
    path: z.string().describe('`attempts[1].model`; empty for the route as a whole'),
    message: z.string(),
    fix: z.string().nullable(),
  })
  .meta({ id: 'DraftProblem' });

export function problemView({ severity, path, message, fix }: DraftProblem): z.input<typeof problemSchema> {
  return { severity, path, message, fix: fix ?? null };
}

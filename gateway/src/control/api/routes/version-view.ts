import * as z from 'zod';
import type { RouteVersion } from '../../../domain/release.ts';
import { isoTime, isoTimeSchema } from '../shared-fields.ts';
import { specSchema, specView } from './route-view.ts';

export const versionSchema = z
  .strictObject({
    version: z.int(),
    published_at: isoTimeSchema,
    published_by: z.string().nullable(),
    note: z.string().nullable(),
    spec: specSchema,
  })
  .meta({ id: 'RouteVersion' });

export function versionView({
  version,
  publishedAtMs,
  publishedBy,
  note,
  spec,
}: RouteVersion): z.input<typeof versionSchema> {
  return {
    version,
    published_at: isoTime(publishedAtMs),
    published_by: publishedBy ?? null,
    note: note ?? null,
    spec: specView(spec),
  };
}

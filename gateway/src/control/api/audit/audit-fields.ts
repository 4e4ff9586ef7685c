import * as z from 'zod';
import { ACTOR_KINDS } from '../../../domain/actor.ts';
import { AUDITED_OBJECTS, type AuditQuery } from '../../../domain/audit.ts';
import { pageQuery } from '../page.ts';
import { isoTimeSchema } from '../shared-fields.ts';

export const auditEntrySchema = z
  .strictObject({
    id: z.string().describe('`aud_` and its place in the chain'),
    at: isoTimeSchema,
    actor: z.strictObject({ kind: z.enum(ACTOR_KINDS), id: z.string().nullable(), name: z.string().nullable() }),
    client_ip: z.string().nullable(),
    request_id: z.string().nullable(),
    workspace_id: z.string().nullable(),
    act: z.string(),
    object: z.strictObject({ kind: z.enum(AUDITED_OBJECTS), id: z.string(), name: z.string() }),
    before: z.record(z.string(), z.unknown()).nullable().describe('The object before, without its secrets'),
    after: z.record(z.string(), z.unknown()).nullable(),
    hash: z.string().describe('SHA-256 over this entry and the hash of the one before'),
  })
  .meta({ id: 'AuditEntry' });

const cursor = z
  .string()
  .regex(/^aud_\d{1,15}$/)
  .optional()
  .describe('The id of an entry: goes on with those before it');

const filters = {
  object: z.enum(AUDITED_OBJECTS).optional().describe('Only acts on this kind of object'),
  object_id: z.string().max(200).optional(),
  actor: z.enum(ACTOR_KINDS).optional().describe('Only acts of this kind of actor'),
  actor_id: z.string().max(200).optional(),
  act: z.string().max(60).optional().describe('Only this act, such as `create` or `revoke`'),
  since: isoTimeSchema.optional(),
  until: isoTimeSchema.optional().describe('This moment does not belong to it'),
};

export const auditPageQuery = pageQuery.extend({ ...filters, after: cursor });

const MOST_EXPORTED = 50_000;

export const auditExportQuery = z.strictObject({
  ...filters,
  after: cursor,
  limit: z.coerce.number().int().min(1).max(MOST_EXPORTED).default(MOST_EXPORTED),
});

type AuditFields = z.output<typeof auditPageQuery> | z.output<typeof auditExportQuery>;

export function auditQueryOf(query: AuditFields): AuditQuery {
  return {
    objectKind: query.object,
    objectId: query.object_id,
    actorKind: query.actor,
    actorId: query.actor_id,
    act: query.act,
    sinceMs: query.since === undefined ? undefined : Date.parse(query.since),
    untilMs: query.until === undefined ? undefined : Date.parse(query.until),
    beforeSeq: query.after === undefined ? undefined : Number(query.after.slice('aud_'.length)),
    limit: query.limit,
  };
}

import * as z from 'zod';
import { installationAct } from '../act.ts';

const verdictSchema = z
  .strictObject({
    holds: z.boolean(),
    entries: z.int().describe('How many follow from each other, from the first one'),
    head: z.string().describe('The hash of the newest of them: kept elsewhere, it shows a log that was written anew'),
    broken_at: z.string().nullable().describe('The first entry that does not follow from the one before it'),
  })
  .meta({ id: 'AuditVerdict' });

export const verifyAudit = installationAct({
  id: 'verifyAudit',
  method: 'get',
  path: '/audit/verify',
  summary: 'Whether the audit log was changed',
  description: 'Follows the chain of hashes from the first entry to the last.',
  permission: 'installation.audit',
  answer: verdictSchema,
  async handle({ deps }) {
    const { entries, head, brokenAtSeq } = await deps.store.audit.verify();
    const broken = brokenAtSeq === undefined ? null : `aud_${brokenAtSeq}`;
    return { body: { holds: broken === null, entries, head, broken_at: broken } };
  },
});

import * as z from 'zod';
import { installationAct } from '../act.ts';
import { pageSchema } from '../page.ts';
import { auditEntrySchema, auditPageQuery, auditQueryOf } from './audit-fields.ts';
import { auditPage } from './read-audit.ts';

export const listInstallationAudit = installationAct({
  id: 'listInstallationAudit',
  method: 'get',
  path: '/audit',
  summary: 'The audit log of the whole installation',
  description: 'Newest first: who did what to which object, before and after.',
  permission: 'installation.audit',
  query: auditPageQuery.extend({ workspace_id: z.string().max(100).optional() }),
  answer: pageSchema(auditEntrySchema),
  handle: ({ deps, query }) =>
    auditPage({ audit: deps.store.audit, query: { ...auditQueryOf(query), workspaceId: query.workspace_id } }),
});

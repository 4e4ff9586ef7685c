import { workspaceAct } from '../act.ts';
import { pageSchema } from '../page.ts';
import { auditEntrySchema, auditPageQuery, auditQueryOf } from './audit-fields.ts';
import { auditPage } from './read-audit.ts';

export const listWorkspaceAudit = workspaceAct({
  id: 'listWorkspaceAudit',
  method: 'get',
  path: '/workspaces/{workspaceId}/audit',
  summary: 'The audit log of a workspace',
  description: 'Newest first: who did what to which object, before and after.',
  permission: 'audit.read',
  query: auditPageQuery,
  answer: pageSchema(auditEntrySchema),
  handle: ({ deps, workspace, query }) =>
    auditPage({ audit: deps.store.audit, query: { ...auditQueryOf(query), workspaceId: workspace.id } }),
});

import { workspaceAct } from '../act.ts';
import { auditExportQuery, auditQueryOf } from './audit-fields.ts';
import { auditFile, EXPORT_TYPES } from './read-audit.ts';

const query = auditExportQuery;

export const exportWorkspaceAuditCsv = workspaceAct({
  id: 'exportWorkspaceAuditCsv',
  method: 'get',
  path: '/workspaces/{workspaceId}/audit/csv',
  summary: 'The audit log of a workspace as CSV',
  permission: 'audit.read',
  query,
  fileType: EXPORT_TYPES.csv.split(';')[0] ?? '',
  handle: ({ deps, workspace, query }) =>
    auditFile({ audit: deps.store.audit, query: { ...auditQueryOf(query), workspaceId: workspace.id }, format: 'csv' }),
});

export const exportWorkspaceAuditJsonLines = workspaceAct({
  id: 'exportWorkspaceAuditJsonLines',
  method: 'get',
  path: '/workspaces/{workspaceId}/audit/jsonl',
  summary: 'The audit log of a workspace as JSON lines',
  permission: 'audit.read',
  query,
  fileType: EXPORT_TYPES.jsonl.split(';')[0] ?? '',
  handle: ({ deps, workspace, query }) =>
    auditFile({
      audit: deps.store.audit,
      query: { ...auditQueryOf(query), workspaceId: workspace.id },
      format: 'jsonl',
    }),
});

import * as z from 'zod';
import { installationAct } from '../act.ts';
import { auditExportQuery, auditQueryOf } from './audit-fields.ts';
import { auditFile, EXPORT_TYPES } from './read-audit.ts';

const query = auditExportQuery.extend({ workspace_id: z.string().max(100).optional() });

export const exportInstallationAuditCsv = installationAct({
  id: 'exportInstallationAuditCsv',
  method: 'get',
  path: '/audit/csv',
  summary: 'The audit log of the whole installation as CSV',
  permission: 'installation.audit',
  query,
  fileType: EXPORT_TYPES.csv.split(';')[0] ?? '',
  handle: ({ deps, query }) =>
    auditFile({
      audit: deps.store.audit,
      query: { ...auditQueryOf(query), workspaceId: query.workspace_id },
      format: 'csv',
    }),
});

export const exportInstallationAuditJsonLines = installationAct({
  id: 'exportInstallationAuditJsonLines',
  method: 'get',
  path: '/audit/jsonl',
  summary: 'The audit log of the whole installation as JSON lines',
  permission: 'installation.audit',
  query,
  fileType: EXPORT_TYPES.jsonl.split(';')[0] ?? '',
  handle: ({ deps, query }) =>
    auditFile({
      audit: deps.store.audit,
      query: { ...auditQueryOf(query), workspaceId: query.workspace_id },
      format: 'jsonl',
    }),
});

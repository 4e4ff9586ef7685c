import { usageCsv } from '../../../usage/write-usage.ts';
import { workspaceAct } from '../act.ts';
import { parametersOf, usageQuery } from './usage-fields.ts';

export const exportUsage = workspaceAct({
  id: 'exportUsage',
  method: 'get',
  path: '/workspaces/{workspaceId}/usage/csv',
  summary: 'What a workspace used, and what it cost, as CSV',
  permission: 'usage.read',
  query: usageQuery,
  fileType: 'text/csv',
  errors: ['gateway_overloaded'],
  async handle({ deps, workspace, query }) {
    const reader = { kind: 'workspace', workspaceId: workspace.id } as const;
    const answer = await deps.usage({ parameters: parametersOf(query), reader, usualFormat: 'csv' });
    const day = new Date(answer.query.fromMs).toISOString().slice(0, 10);
    const type = 'text/csv; charset=utf-8; header=present';
    return { file: { name: `usage-from-${day}.csv`, type, text: usageCsv(answer) } };
  },
});

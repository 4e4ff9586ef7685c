import * as z from 'zod';
import { readId } from '../../../domain/ids.ts';
import { OUTCOMES } from '../../../domain/request-record.ts';
import { workspaceAct } from '../act.ts';
import { idPageQuery, pageSchema } from '../page.ts';
import { requestSchema, requestView } from './request-view.ts';

const traceIdText = z.string().regex(/^[0-9a-f]{32}$/, 'must be a trace id: 32 lower-case hex digits');
const keyIdText = z.string().regex(/^key_[0-9a-z]{1,60}$/, 'must be the id of a key: key_…');

export const listRequests = workspaceAct({
  id: 'listRequests',
  method: 'get',
  path: '/workspaces/{workspaceId}/requests',
  summary: 'The request log of a workspace',
  description: 'Newest first. Nothing of what requests said.',
  permission: 'requests.read',
  query: idPageQuery('req').extend({
    key_id: keyIdText.optional().describe('Only those of this key'),
    outcome: z.enum(OUTCOMES).optional(),
    trace_id: traceIdText.optional().describe('Only those of this trace'),
  }),
  answer: pageSchema(requestSchema),
  async handle({ deps, workspace, query: { limit, after, key_id, outcome, trace_id } }) {
    const of = {
      workspaceId: workspace.id,
      keyId: key_id === undefined ? undefined : readId({ kind: 'key', text: key_id }),
      outcome,
      traceId: trace_id,
      beforeId: after,
    };
    const found = await deps.store.listRequests({ ...of, limit: limit + 1 });
    const page = found.slice(0, limit);
    const next = found.length > page.length ? (page.at(-1)?.id ?? null) : null;
    return { body: { data: page.map(requestView), next } };
  },
});

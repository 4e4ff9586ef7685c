import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { noSuchRequest } from '../contents/open-content.ts';

const attemptSchema = z.strictObject({ attempt: z.int(), connection: z.string(), model: z.string() });

/** As `diagnosis/diagnosis.ts` has it. */
const diagnosisSchema = z
  .strictObject({
    request_id: z.string(),
    summary: z.string(),
    what_happened: z.array(
      z.strictObject({ at_ms: z.number(), took_ms: z.number().optional(), stage: z.string(), text: z.string() }),
    ),
    root_cause: z.strictObject({ code: z.string(), sentence: z.string() }).nullable(),
    fix: z.array(z.strictObject({ text: z.string(), place: z.string(), exact: z.string() })),
    would_work_now: z.strictObject({
      answer: z.enum(['yes', 'no', 'unknown']),
      why: z.string(),
      plan: z
        .strictObject({
          route: z.string(),
          version: z.int(),
          profile: z.string(),
          attempts: z.array(attemptSchema),
          skipped: z.array(attemptSchema.extend({ reason: z.string(), until: z.string().optional() })),
        })
        .optional(),
    }),
  })
  .meta({ id: 'Diagnosis' });

export const diagnoseRequest = workspaceAct({
  id: 'diagnoseRequest',
  method: 'get',
  path: '/workspaces/{workspaceId}/requests/{requestId}/diagnosis',
  summary: 'Why a request went as it did, what helps, and whether it would work now',
  description: 'Without what providers said of a failure.',
  permission: 'requests.read',
  params: z.strictObject({ requestId: z.string().max(100) }),
  answer: diagnosisSchema,
  async handle({ deps, workspace, params: { requestId } }) {
    const diagnosis = await deps.diagnosisOf({ requestId, workspaceId: workspace.id });
    if (diagnosis === undefined) throw noSuchRequest();
    return { body: diagnosis };
  },
});

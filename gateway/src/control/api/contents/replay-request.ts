import * as z from 'zod';
import { usdNumber } from '../../../config/from-definition.ts';
import type { RequestRecord } from '../../../domain/request-record.ts';
import { workspaceAct } from '../act.ts';
import type { ContentReplay } from '../control-deps.ts';
import { findRoute } from '../routes/find-route.ts';
import { side, specOf } from '../routes/spec-of.ts';
import { wrongState } from '../wrong-state.ts';
import { answerStateSchema, answerView, contentAnswerSchema } from './content-view.ts';
import { noteContentAct } from './note-content-act.ts';
import { contentParams, openContent } from './open-content.ts';

const attemptSchema = z.strictObject({
  attempt: z.int().describe('Its place in the route'),
  connection: z.string(),
  model: z.string(),
  outcome: z.string(),
  failure: z.string().nullable(),
  status: z.int().nullable(),
  total_ms: z.number(),
  cost_usd: z.number().nullable().describe('Null: the price is not known'),
});

const endFields = {
  version: z.int().nullable().describe('Null: a draft, or not known'),
  outcome: z.string(),
  answer: contentAnswerSchema.nullable(),
  cost_usd: z.number().nullable(),
  attempts: z.array(attemptSchema),
};

const answerSchema = z
  .strictObject({
    request_id: z.string().describe('Of the new record in the request log; it names the old one as `replayed_from`'),
    replayed_from: z.string(),
    ...endFields,
    answer_state: answerStateSchema,
    error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    recorded: z
      .strictObject({ ...endFields, answer_state: answerStateSchema })
      .describe('What became of it when the application sent it'),
  })
  .meta({ id: 'Replay' });

export const replayRequest = workspaceAct({
  id: 'replayRequest',
  method: 'post',
  path: '/workspaces/{workspaceId}/requests/{requestId}/replays',
  summary: 'Run a logged request once more, on a version or the draft',
  description:
    'Its body goes through the release that you name, as a request would: providers are called, and the workspace pays, within its own budgets and credits; no budget and no limit of a key or a route is touched. Nothing is streamed; it ends within two minutes. Needs content logging.',
  permission: 'contents.replay',
  params: contentParams,
  body: z.strictObject({
    route_id: z.string().max(100).optional().describe('Default: the route that served it'),
    of: side,
  }),
  answer: answerSchema,
  errors: ['conflict'],
  async handle({ deps, acting, definitions, workspace, params: { requestId }, body, nowMs }) {
    const opened = await openContent({ deps, workspace, requestId, nowMs });
    const { content, record } = opened;
    const routeId = body.route_id ?? record?.routeId;
    if (routeId === undefined) {
      throw wrongState({ message: 'The log does not say which route served it.', hint: 'Name one in "route_id".' });
    }
    const route = findRoute({ definitions, workspaceId: workspace.id, routeId });
    const spec = await specOf({ deps, route, which: body.of });
    const version = versionOf({ of: body.of, published: route.published?.version });
    const details = { route_id: route.id, of: body.of };
    await noteContentAct({ ...deps, acting, workspace, act: 'replay', requestId, details, nowMs });
    const replay = await deps.replayContent({ definitions, route, spec, version, content, requestId });
    if (replay === 'unreadable') {
      const hint = 'Send it again from the application: its error says what is not taken.';
      throw wrongState({ message: 'The body is none that this version of the gateway takes.', hint });
    }
    return { body: answerOf({ replay, version, requestId, record, recorded: content }) };
  },
});

function versionOf({ of, published }: { readonly of: string; readonly published: number | undefined }) {
  if (of === 'draft') return undefined;
  return of === 'published' ? published : Number(of);
}

function answerOf({
  replay,
  version,
  requestId,
  record,
  recorded,
}: {
  readonly replay: ContentReplay;
  readonly version: number | undefined;
  readonly requestId: string;
  readonly record: RequestRecord | undefined;
  readonly recorded: Awaited<ReturnType<typeof openContent>>['content'];
}): z.input<typeof answerSchema> {
  return {
    request_id: replay.requestId,
    replayed_from: requestId,
    version: version ?? null,
    outcome: replay.outcome,
    answer_state: replay.answerState,
    answer: answerView(replay.answer),
    error: replay.error ?? null,
    cost_usd: usd(replay.costNanoUsd),
    attempts: replay.attempts.map(attemptView),
    recorded: {
      version: record?.routeVersion ?? null,
      outcome: record?.outcome ?? 'interrupted',
      answer_state: recorded.answerState,
      answer: answerView(recorded.answer),
      cost_usd: usd(record?.costNanoUsd),
      attempts: (record?.attempts ?? []).map(attemptView),
    },
  };
}

function attemptView(attempt: RequestRecord['attempts'][number]): z.input<typeof attemptSchema> {
  return {
    attempt: attempt.position,
    connection: attempt.connection,
    model: attempt.model,
    outcome: attempt.outcome,
    failure: attempt.failureClass ?? null,
    status: attempt.status ?? null,
    total_ms: attempt.totalMs,
    cost_usd: usd(attempt.costNanoUsd),
  };
}

function usd(nanoUsd: number | undefined): number | null {
  return nanoUsd === undefined ? null : usdNumber(nanoUsd);
}

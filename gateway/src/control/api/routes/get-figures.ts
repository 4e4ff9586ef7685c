import * as z from 'zod';
import { usdNumber } from '../../../config/from-definition.ts';
import type { VersionFigures } from '../../../domain/release.ts';
import { workspaceAct } from '../act.ts';
import { problemsError } from '../read-input.ts';
import { isoTime, isoTimeSchema } from '../shared-fields.ts';
import { findRoute, routeParams } from './find-route.ts';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 31;
const percentiles = z.strictObject({ p50: z.number(), p95: z.number() }).nullable();

const figuresSchema = z
  .strictObject({
    version: z.int().describe('0: drafts'),
    shadow: z.boolean().describe('Requests whose answers reached nobody'),
    requests: z.int(),
    answered: z.int(),
    failed: z.int(),
    error_share: z.number().nullable(),
    latency_ms: percentiles,
    first_content_ms: percentiles,
    cost_usd: z.number(),
    unpriced: z.int().describe('Answered requests whose price is not known'),
  })
  .meta({ id: 'VersionFigures' });

export const getFigures = workspaceAct({
  id: 'getRouteFigures',
  method: 'get',
  path: '/workspaces/{workspaceId}/routes/{routeId}/figures',
  summary: 'How each version of a route did in a span of time',
  permission: 'usage.read',
  params: routeParams,
  query: z.strictObject({
    from: isoTimeSchema.optional().describe('Default: a day ago'),
    to: isoTimeSchema.optional().describe('Default: now'),
  }),
  answer: z.strictObject({ from: isoTimeSchema, to: isoTimeSchema, versions: z.array(figuresSchema) }),
  async handle({ deps, definitions, workspace, params, query, nowMs }) {
    const { id: routeId } = findRoute({ definitions, workspaceId: workspace.id, ...params });
    const toMs = query.to === undefined ? nowMs : Date.parse(query.to);
    const fromMs = query.from === undefined ? toMs - DAY_MS : Date.parse(query.from);
    if (fromMs >= toMs) throw problemsError([{ param: 'from', message: 'it must be before `to`' }]);
    if (toMs - fromMs > LONGEST_DAYS * DAY_MS) {
      throw problemsError([{ param: 'from', message: `at most ${LONGEST_DAYS} days at once` }]);
    }
    const versions = await deps.store.routes.figures({ routeId, fromMs, toMs });
    return { body: { from: isoTime(fromMs), to: isoTime(toMs), versions: versions.map(figuresView) } };
  },
});

function figuresView(figures: VersionFigures): z.input<typeof figuresSchema> {
  return {
    version: figures.version,
    shadow: figures.shadow,
    requests: figures.requests,
    answered: figures.answered,
    failed: figures.failed,
    error_share: figures.errorShare ?? null,
    latency_ms: figures.latencyMs ?? null,
    first_content_ms: figures.firstContentMs ?? null,
    cost_usd: usdNumber(figures.costNanoUsd),
    unpriced: figures.unpriced,
  };
}

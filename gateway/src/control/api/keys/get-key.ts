import { setImmediate as nextTurn } from 'node:timers/promises';
import * as z from 'zod';
import { GatewayError } from '../../../domain/gateway-error.ts';
import { answerUsage } from '../../../usage/answer-usage.ts';
import { workspaceAct } from '../act.ts';
import type { ControlDeps } from '../control-deps.ts';
import { isoTime, isoTimeSchema } from '../shared-fields.ts';
import { findKey } from './find-key.ts';
import { keySchema, keyView } from './key-view.ts';

const DAY_MS = 86_400_000;
const USAGE_DAYS = 30;

const usageSchema = z.strictObject({ requests: z.number(), cost_usd: z.string() });

const describedKeySchema = keySchema
  .extend({
    last_used_at: isoTimeSchema.nullable().describe('When its newest request began'),
    usage: usageSchema.nullable().describe('Of the last 30 days; null where that takes too long to say now'),
  })
  .meta({ id: 'DescribedKey' });

export const getKey = workspaceAct({
  id: 'getKey',
  method: 'get',
  path: '/workspaces/{workspaceId}/keys/{keyId}',
  summary: 'One key, when it was used last, and what it cost',
  permission: 'keys.read',
  params: z.strictObject({ keyId: z.string().max(100) }),
  answer: describedKeySchema,
  async handle({ deps, definitions, workspace, params, nowMs }) {
    const key = findKey({ definitions, workspaceId: workspace.id, keyId: params.keyId });
    const [newest] = await deps.store.listRequests({ workspaceId: workspace.id, keyId: key.id, limit: 1 });
    const body = {
      ...keyView({ key, definitions, nowMs }),
      last_used_at: newest === undefined ? null : isoTime(newest.startedAtMs),
      usage: await usageOf({ deps, workspaceId: workspace.id, keyId: key.id, nowMs }),
    };
    return { body, tagOf: key };
  },
});

/** Of the sums that are kept anyway: cheap whatever the key was used for. */
async function usageOf({
  deps,
  nowMs,
  ...reader
}: {
  readonly deps: ControlDeps;
  readonly workspaceId: string;
  readonly keyId: string;
  readonly nowMs: number;
}): Promise<z.input<typeof usageSchema> | null> {
  try {
    const parameters = [['from', isoTime(nowMs - USAGE_DAYS * DAY_MS)]] as const;
    const reading = { kind: 'key', ...reader } as const;
    const { totals } = await answerUsage({ store: deps.store, parameters, reader: reading, nowMs, pause: nextTurn });
    return { requests: Number(totals.requests ?? 0), cost_usd: String(totals.cost_usd ?? '0') };
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}

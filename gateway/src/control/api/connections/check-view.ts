import * as z from 'zod';
import { CHECK_VERDICTS, type ConnectionCheck } from '../../../domain/connection-check.ts';

export const checkSchema = z
  .strictObject({
    ok: z.boolean(),
    verdict: z.enum(CHECK_VERDICTS),
    cause: z.string().describe('One sentence that says why'),
    fix: z.array(z.strictObject({ text: z.string(), exact: z.string() })).describe('What helps, the likeliest first'),
    model: z.string().nullable().describe('What was asked for'),
    status: z.int().nullable().describe("HTTP status of the provider's answer; null where none came"),
    latency_ms: z.int(),
  })
  .meta({ id: 'ConnectionCheck' });

export function checkView({
  check,
  model,
}: {
  readonly check: ConnectionCheck;
  readonly model: string | undefined;
}): z.input<typeof checkSchema> {
  const { verdict, cause, fix, status, latencyMs } = check;
  return {
    ok: verdict === 'ok',
    verdict,
    cause,
    fix: fix.map(({ text, exact }) => ({ text, exact })),
    model: model ?? null,
    status: status ?? null,
    latency_ms: Math.max(0, Math.round(latencyMs)),
  };
}

import * as z from 'zod';
import { CAUSES, type CauseCode } from './causes/all-causes.ts';
import type { Diagnosis } from './diagnosis.ts';

const isCauseCode = (text: string): text is CauseCode => Object.hasOwn(CAUSES, text);

const stepSchema = z.object({
  text: z.string(),
  place: z.enum(['header', 'body', 'command', 'config', 'environment', 'provider', 'client', 'log', 'wait']),
  exact: z.string(),
});
const attemptSchema = z.object({ attempt: z.number(), connection: z.string(), model: z.string() });
const planSchema = z.object({
  route: z.string(),
  version: z.number(),
  profile: z.string(),
  attempts: z.array(attemptSchema),
  skipped: z.array(attemptSchema.extend({ reason: z.string(), until: z.string().exactOptional() })),
});

/** A diagnosis as a gateway of this version sends it. */
export const diagnosisSchema: z.ZodType<Diagnosis> = z.object({
  request_id: z.string(),
  summary: z.string(),
  what_happened: z.array(
    z.object({ at_ms: z.number(), took_ms: z.number().exactOptional(), stage: z.string(), text: z.string() }),
  ),
  root_cause: z.object({ code: z.string().refine(isCauseCode), sentence: z.string() }).nullable(),
  fix: z.array(stepSchema),
  would_work_now: z.object({
    answer: z.enum(['yes', 'no', 'unknown']),
    why: z.string(),
    plan: planSchema.exactOptional(),
  }),
});

import type { Allowance } from '../domain/allowance.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import type { Principal } from '../domain/route.ts';
import type { PipelineDeps } from '../pipeline/pipeline-deps.ts';
import { diagnose } from './diagnose.ts';
import type { Diagnosis } from './diagnosis.ts';
import { keyToday } from './now.ts';

/** What a running gateway knows besides the log. */
export interface GatewayNow {
  readonly pipeline: Pick<PipelineDeps, 'clock' | 'snapshots' | 'sandbox' | 'health' | 'load'>;
  readonly allowanceOf: (query: { readonly principal: Principal; readonly clientIp: undefined }) => Promise<Allowance>;
  readonly allowedOrigins: readonly string[];
  /** Requests of the same workspace before it, newest first. */
  readonly before: (record: RequestRecord) => Promise<readonly RequestRecord[]>;
}

/** Why a request went as it did, by all that the running gateway knows. */
export async function diagnoseNow({
  record,
  withNotes,
  gateway: { pipeline, allowanceOf, allowedOrigins, before },
}: {
  readonly record: RequestRecord;
  /** Whether words of a provider and its address may be shown. */
  readonly withNotes: boolean;
  readonly gateway: GatewayNow;
}): Promise<Diagnosis> {
  const { sandbox, health, load } = pipeline;
  const nowMs = pipeline.clock.now();
  const key = keyToday({ snapshot: pipeline.snapshots.current(), keyId: record.keyId, nowMs });
  const allowance = key.principal && (await allowanceOf({ principal: key.principal, clientIp: undefined }));
  const now = { nowMs, ...key, sandbox, health, load, allowance, allowedOrigins };
  return diagnose({ record, earlier: await before(record), withNotes, now });
}

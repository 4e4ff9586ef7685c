import { NEXT_MOVE } from '../domain/failure.ts';
import type { AttemptReport } from '../domain/gateway-error.ts';
import type { AttemptRecord, RequestRecord } from '../domain/request-record.ts';

interface Rest {
  /** The attempt that rests. */
  readonly report: Pick<AttemptReport, 'connection' | 'model'>;
  /** Newest first. */
  readonly earlier: readonly RequestRecord[];
}

export interface LastingFailure {
  /** The request that met it. */
  readonly requestId: string;
  readonly attempt: AttemptRecord;
}

/** The newest failure after which an attempt may have been left alone. */
export function lastingFailure({ report, earlier }: Rest): LastingFailure | undefined {
  for (const { id, attempts } of earlier) {
    const found = attempts.findLast(
      ({ connection, model, failureClass }) =>
        connection === report.connection &&
        model === report.model &&
        failureClass !== undefined &&
        NEXT_MOVE[failureClass].health !== 'none',
    );
    if (found !== undefined) return { requestId: id, attempt: found };
  }
  return undefined;
}

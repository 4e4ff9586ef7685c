import { NEXT_MOVE } from '../domain/failure.ts';
import type { AttemptReport } from '../domain/gateway-error.ts';
import type { AttemptRecord, RequestRecord } from '../domain/request-record.ts';

interface Rest {
  /** The attempt that rests. */
  readonly report: Pick<AttemptReport, 'connection' | 'model'>;
  /** Newest first. */
  readonly earlier: readonly RequestRecord[];
}

/** The newest failure after which an attempt may have been left alone. */
export function lastingFailure({ report, earlier }: Rest): AttemptRecord | undefined {
  for (const { attempts } of earlier) {
    const found = attempts.findLast(
      ({ connection, model, failureClass }) =>
        connection === report.connection &&
        model === report.model &&
        failureClass !== undefined &&
        NEXT_MOVE[failureClass].health !== 'none',
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

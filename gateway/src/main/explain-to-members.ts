import type { ControlDeps } from '../control/api/control-deps.ts';
import type { RequestLogReader } from '../dataplane/server-options.ts';
import { circuitsNow } from '../diagnosis/circuits-now.ts';
import { diagnoseNow, type GatewayNow } from '../diagnosis/diagnose-now.ts';
import { readId } from '../domain/ids.ts';

/** What the running gateway tells members of a workspace of their requests and of what their routes meet. */
export function explainToMembers({
  pipeline,
  allowanceOf,
  allowedOrigins,
  requestLog,
}: Omit<GatewayNow, 'before'> & { readonly requestLog: RequestLogReader }): Pick<
  ControlDeps,
  'diagnosisOf' | 'circuitsOf'
> {
  const gateway: GatewayNow = { pipeline, allowanceOf, allowedOrigins, before: requestLog.before };
  return {
    async diagnosisOf({ requestId, workspaceId }) {
      const record = await requestLog.find(requestId);
      if (record?.workspaceId !== workspaceId) return undefined;
      return diagnoseNow({ record, withNotes: false, gateway });
    },
    circuitsOf({ workspaceId }) {
      const { snapshots, health, load, clock } = pipeline;
      const circuits = circuitsNow({ snapshot: snapshots.current(), workspaceId, health, load, nowMs: clock.now() });
      return circuits.map((now) => ({
        ...now,
        // A circuit's name begins with the id of its connection.
        connectionId: readId({ kind: 'conn', text: now.circuit.split('.', 1)[0] ?? '' }),
        lastFailure: now.last_failure,
        underWay: now.under_way,
        firstContentMs: now.first_content_ms,
        wholeAnswerMs: now.whole_answer_ms,
      }));
    },
  };
}

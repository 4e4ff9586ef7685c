import type { CircuitNow } from '../diagnosis/circuits-now.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';

/** What became of the question for the gateway that serves from a data folder. */
export type GatewayFound =
  | { readonly state: 'none' }
  /** It ended without stopping: killed, or the machine went down. */
  | { readonly state: 'gone'; readonly pid: number; readonly startedAt: string }
  /** It holds the data folder, and has not said yet where it listens, or not any more. */
  | { readonly state: 'unready' }
  /** It holds the data folder, and does not answer. */
  | { readonly state: 'silent'; readonly pid: number; readonly url: string; readonly why: string }
  | RunningGatewayFound;

/** The same for `--json`. */
export function gatewayJson(found: GatewayFound): object {
  if (found.state === 'none' || found.state === 'unready') return { state: found.state };
  const { state, pid } = found;
  if (state === 'gone') return { state, pid, started_at: found.startedAt };
  return state === 'silent'
    ? { state, pid, url: found.url }
    : { state, pid, url: found.url, started_at: found.startedAt };
}

export interface RunningGatewayFound {
  readonly state: 'running';
  readonly pid: number;
  readonly url: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly circuits: readonly CircuitNow[];
  /** As the gateway sees it: with its circuits, limits and budgets. Undefined: it does not know the request. */
  diagnosis(requestId: string): Promise<Diagnosis | undefined>;
}

/** What a command can know of circuits, limits and running holds, in a sentence. */
export function gatewayText(found: GatewayFound): string {
  switch (found.state) {
    case 'running':
      return `A gateway runs here (process ${found.pid} at ${found.url}, since ${found.startedAt}): its circuits are taken into account.`;
    case 'none':
      return 'No gateway runs on this data folder: there are no circuits, pauses or running limits to look at.';
    case 'gone':
      return `No gateway runs on this data folder (process ${found.pid}, started ${found.startedAt}, ended without stopping): there are no circuits, pauses or running limits to look at.`;
    case 'unready':
      return 'A gateway is just starting or stopping on this data folder: its circuits, pauses and limits are not seen.';
    case 'silent':
      return `The gateway on this data folder (process ${found.pid}) does not answer at ${found.url} (${found.why}): its circuits, pauses and limits are not seen.`;
  }
}

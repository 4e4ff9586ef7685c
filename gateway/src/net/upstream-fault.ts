/** What went wrong below HTTP. An answer with an error status is not a fault. */
export type UpstreamFaultKind =
  | 'dns'
  | 'connect_refused'
  | 'connect_timeout'
  | 'tls'
  | 'reset'
  | 'egress_blocked'
  | 'limit'
  | 'aborted'
  | 'protocol'
  | 'internal';

/** How far the call had come. `connect`: nothing was sent; `headers`: sent, no answer yet; `body`: the answer had begun. */
export type UpstreamPhase = 'connect' | 'headers' | 'body';

/** A call that ended without a whole answer. `message` is ours; `cause` is for the log only. */
export class UpstreamFault extends Error {
  override readonly name = 'UpstreamFault';
  readonly kind: UpstreamFaultKind;
  readonly phase: UpstreamPhase;

  constructor({ kind, phase, cause }: { kind: UpstreamFaultKind; phase: UpstreamPhase; cause: unknown }) {
    super(MESSAGES[kind], { cause });
    this.kind = kind;
    this.phase = phase;
  }
}

const MESSAGES: Record<UpstreamFaultKind, string> = {
  dns: 'the host name could not be resolved',
  connect_refused: 'the connection was refused',
  connect_timeout: 'no connection in time',
  tls: 'the secure connection could not be established',
  reset: 'the connection was closed before the answer was whole',
  egress_blocked: 'the address is not allowed as a target',
  limit: 'the answer exceeds a size limit',
  aborted: 'the call was cancelled',
  protocol: 'the answer is not valid HTTP',
  internal: 'the call failed inside the gateway',
};

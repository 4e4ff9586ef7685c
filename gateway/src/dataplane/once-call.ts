import { createHash } from 'node:crypto';
import type { GatewayError } from '../domain/gateway-error.ts';
import type { AnswerCopy } from '../domain/idempotency.ts';
import type { OnceRequest } from '../pipeline/exchange.ts';
import type { Outcome, Served } from '../pipeline/outcome.ts';
import type { SseSink } from './sse-sink.ts';

interface OnceInput {
  readonly idempotencyKey: string;
  readonly sink: SseSink;
  /** What closes an answer, in the words of the surface that it came through. */
  readonly writeEnding: (served: Served) => string;
  readonly writeErrorEvent: (error: GatewayError) => string;
}

/** A call that came with an Idempotency-Key: what of it is sent is also kept for the repeats. */
export class OnceCall implements OnceRequest {
  readonly idempotencyKey: string;
  private readonly input: OnceInput;
  private digest = '';

  constructor(input: OnceInput) {
    this.input = input;
    this.idempotencyKey = input.idempotencyKey;
  }

  bodyRead({ text, stream }: { text: string; stream: boolean }): void {
    // The text of valid UTF-8 has the same bytes again.
    this.digest = createHash('sha256').update(text, 'utf8').digest('hex');
    if (stream) this.input.sink.keepCopy();
  }

  bodyDigest(): string {
    return this.digest;
  }

  copyOf(outcome: Outcome): AnswerCopy | undefined {
    const { sink, writeEnding, writeErrorEvent } = this.input;
    switch (outcome.state) {
      case 'answered': {
        const ending = writeEnding(outcome.served);
        const end = { outcome: 'answered', errorCode: undefined, errorReason: undefined } as const;
        if (sink.copy === undefined) return { format: 'json', ...end, text: ending };
        sink.copy.add(ending);
        return { format: 'event_stream', ...end, text: sink.copy.text() };
      }
      case 'failed':
      case 'cut': {
        const { error } = outcome;
        if (sink.copy === undefined || (outcome.state === 'failed' && sink.copy.isEmpty)) return undefined;
        sink.copy.add(writeErrorEvent(error));
        const end = { outcome: 'cut', errorCode: error.code, errorReason: error.reason } as const;
        return { format: 'event_stream', ...end, text: sink.copy.text() };
      }
      case 'cancelled':
      case 'replayed':
        return undefined;
    }
  }
}

import type { AttemptFailure } from '../domain/failure.ts';
import type { UpstreamHeaders, UpstreamRequest, UpstreamTransport } from '../domain/upstream.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';
import type { ReadFailure, UpstreamFailureAnswer } from '../wire/dialect.ts';
import { failureOfFault, plainFailure, readAttemptFailure } from './read-attempt-failure.ts';

/** Longer than any healthy provider takes for one token, or for a list. */
const WITHIN_MS = 20_000;

export interface ReplyOnce {
  /** The whole of a good answer. Undefined: it failed, or came as a stream that nobody asked for. */
  readonly text: string | undefined;
  readonly failure: AttemptFailure | undefined;
  /** Of the answer's head; undefined where none came. */
  readonly status: number | undefined;
  /** The provider's clock minus ours, ms, to the second; undefined where it sent no date. */
  readonly skewMs: number | undefined;
}

interface AskOnce {
  readonly request: UpstreamRequest;
  readonly readFailure: (answer: UpstreamFailureAnswer) => ReadFailure;
  readonly adapter: ProviderAdapter;
  readonly transport: UpstreamTransport;
  now(): number;
}

/** One call outside of any request: no route, no failover, no record. Never rejects, and ends within its time. */
export function askOnce({ request, readFailure, adapter, transport, now }: AskOnce): Promise<ReplyOnce> {
  return new Promise((resolve) => {
    let status = 0;
    let headers: UpstreamHeaders = {};
    let skewMs: number | undefined;
    const end = ({ text, failure }: Pick<ReplyOnce, 'failure'> & { readonly text?: string }) => {
      clearTimeout(timer);
      resolve({ text, failure, status: status === 0 ? undefined : status, skewMs });
    };
    const timer = setTimeout(() => {
      call.abort();
      end({ failure: plainFailure({ class: 'timeout', detail: 'attempt_timeout' }) });
    }, WITHIN_MS);
    const call = transport.call(request, {
      onHeaders(head) {
        ({ status, headers } = head);
        skewMs = skewOf({ headers, nowMs: now() });
      },
      onFrames() {},
      onBody(text) {
        const isGood = status >= 200 && status < 300;
        if (isGood) end({ text, failure: undefined });
        else end({ failure: readAttemptFailure({ adapter, readFailure, status, headers, text, nowMs: now() }) });
      },
      onEnd: () => end({ failure: undefined }),
      onFault: (fault) => end({ failure: failureOfFault({ fault, status: status === 0 ? undefined : status }) }),
    });
  });
}

function skewOf({ headers, nowMs }: { headers: UpstreamHeaders; nowMs: number }): number | undefined {
  const theirs = Date.parse(String(headers.date ?? ''));
  return Number.isNaN(theirs) ? undefined : theirs - nowMs;
}

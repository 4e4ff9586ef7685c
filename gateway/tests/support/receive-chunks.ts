import { Dispatcher } from 'undici';
import type { StreamFrame, UpstreamFault, UpstreamRequest } from '../../src/domain/upstream.ts';
import { createHttpTransport } from '../../src/net/http-transport.ts';

export interface Reception {
  /** The frames, in the batches in which the transport handed them on. */
  readonly batches: readonly (readonly StreamFrame[])[];
  /** What came as one document. */
  readonly body: string | undefined;
  readonly fault: UpstreamFault | undefined;
}

interface Receive {
  readonly chunks: readonly Buffer[];
  readonly framing: UpstreamRequest['framing'];
  readonly contentType: string;
}

/** What the transport makes of a body that comes in these very pieces, without a socket that would cut it anew. */
export function receiveChunks({ chunks, framing, contentType }: Receive): Reception {
  const dispatcher = new HandedDispatcher();
  const pools = {
    for: () => dispatcher,
    evict: () => Promise.resolve(),
    sweep: () => {},
    close: () => Promise.resolve(),
    size: 1,
  };
  const batches: (readonly StreamFrame[])[] = [];
  let body: string | undefined;
  let fault: UpstreamFault | undefined;
  createHttpTransport({ pools }).call(
    {
      method: 'POST',
      origin: ORIGIN,
      path: '/',
      headers: {},
      body: undefined,
      framing,
      credentialId: 'c',
      trusted: true,
    },
    {
      onHeaders: () => {},
      onFrames: (frames) => batches.push(frames),
      onBody: (text) => {
        body = text;
      },
      onEnd: () => {},
      onFault: (seen) => {
        fault = seen;
      },
    },
  );
  dispatcher.answer({ chunks, contentType });
  return { batches, body, fault };
}

const ORIGIN = 'http://127.0.0.1:1';

/** Does with a request what undici would, when told to. */
class HandedDispatcher extends Dispatcher {
  private handler: Dispatcher.DispatchHandler | undefined;

  override dispatch(_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.handler = handler;
    return true;
  }

  answer({ chunks, contentType }: Pick<Receive, 'chunks' | 'contentType'>): void {
    this.handler?.onRequestStart?.(CONTROLLER, undefined);
    this.handler?.onResponseStart?.(CONTROLLER, 200, { 'content-type': contentType });
    for (const chunk of chunks) this.handler?.onResponseData?.(CONTROLLER, chunk);
    this.handler?.onResponseEnd?.(CONTROLLER, {});
  }
}

const CONTROLLER: Dispatcher.DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  abort: () => {},
  pause: () => {},
  resume: () => {},
};

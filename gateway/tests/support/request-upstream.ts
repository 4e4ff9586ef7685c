import { callUpstream, type UpstreamHeaders, type UpstreamRequest } from '../../src/net/upstream-call.ts';

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  readonly body: Buffer;
}

/**
 * One exchange of `callUpstream` with the whole answer in memory: for tests of what is below providers and formats.
 *
 * @throws {UpstreamFault} (rejects) when there is no whole answer
 */
export function requestUpstream(request: UpstreamRequest): Promise<UpstreamAnswer> {
  return new Promise((resolve, reject) => {
    let head: { status: number; headers: UpstreamHeaders } = { status: 0, headers: {} };
    const chunks: Buffer[] = [];
    callUpstream(request, {
      onHeaders: (received) => {
        head = received;
      },
      onData: (chunk) => chunks.push(chunk),
      onEnd: () => resolve({ ...head, body: Buffer.concat(chunks) }),
      onError: reject,
    });
  });
}

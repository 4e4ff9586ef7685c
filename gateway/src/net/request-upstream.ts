import { callUpstream, type UpstreamHeaders, type UpstreamRequest } from './upstream-call.ts';
import { UpstreamLimitError } from './upstream-limit-error.ts';

export interface UpstreamAnswer {
  status: number;
  headers: UpstreamHeaders;
  body: Buffer;
}

const DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;
const EMPTY = Buffer.alloc(0);

/**
 * One HTTP exchange with the whole answer in memory. `maxBodyBytes` (64 MiB) bounds it, before and after unpacking.
 *
 * @throws {UpstreamFault} (rejects) when there is no whole answer
 */
export function requestUpstream(
  request: UpstreamRequest & { maxBodyBytes?: number | undefined },
): Promise<UpstreamAnswer> {
  const maxBytes = request.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
  return new Promise((resolve, reject) => {
    let status = 0;
    let headers: UpstreamHeaders = {};
    let first: Buffer | undefined;
    let more: Buffer[] | undefined;
    let bytes = 0;
    const admit = (size: number): void => {
      if (size > maxBytes) throw new UpstreamLimitError({ limit: 'body_bytes', maxBytes });
    };
    callUpstream(request, {
      onHeaders: (head) => {
        status = head.status;
        headers = head.headers;
        admit(Number(headers['content-length'] ?? 0));
      },
      onData: (chunk) => {
        bytes += chunk.length;
        admit(bytes);
        if (first === undefined) first = chunk;
        else if (more === undefined) more = [first, chunk];
        else more.push(chunk);
      },
      onEnd: () => resolve({ status, headers, body: more === undefined ? (first ?? EMPTY) : Buffer.concat(more) }),
      onError: reject,
    });
  });
}

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { GatewayError } from '../domain/gateway-error.ts';
import type { PipelineDeps } from '../pipeline/pipeline-deps.ts';
import { writeErrorBody } from '../wire/latentkit/write-error.ts';
import { recordRefusal } from './record-refusal.ts';
import { endUnfinished } from './unfinished-request.ts';

interface ClientError {
  readonly error: Error & { readonly code?: string };
  readonly socket: Duplex;
  readonly requestId: string;
  readonly deps: Pick<PipelineDeps, 'journal' | 'clock'>;
}

/**
 * What the HTTP parser refuses, or what did not come in time. In the middle of a request it is that request's end, and is
 * answered and recorded there. Otherwise nothing ever became a request: the bare socket is answered, and then closed.
 */
export function answerClientError({ error, socket, requestId, deps }: ClientError): void {
  // Hung up in the middle of a request: nobody waits for an answer, and what had begun has its own record.
  const hungUp = error.code === 'ECONNRESET' || error.code === 'HPE_INVALID_EOF_STATE';
  if (hungUp || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = refusalOf(error.code);
  if (endUnfinished({ socket, error: refusal })) return;
  const startedAtMs = deps.clock.now();
  recordRefusal({ requestId, endpoint: 'no HTTP request', startedAtMs, error: refusal, deps });
  const body = JSON.stringify(writeErrorBody({ error: refusal, requestId }));
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `X-LK-Request-ID: ${requestId}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function refusalOf(code: string | undefined): GatewayError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new GatewayError('validation_error', {
        status: 431,
        reason: 'out_of_range',
        detail: 'headers_too_large',
        message: 'The request headers are too large.',
        hint: 'Send less than 32 KiB of headers.',
      });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new GatewayError('validation_error', {
        status: 408,
        reason: 'incomplete_request',
        message: 'The request was not sent in time.',
        hint: 'Send the whole request without pausing.',
      });
    default:
      return new GatewayError('validation_error', {
        reason: 'malformed_http',
        message: 'This is not a valid HTTP request.',
        hint: 'Check the request line and the headers; an ordinary HTTP client gets them right.',
      });
  }
}

import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../domain/gateway-error.ts';
import { finished, unfinished } from './unfinished-request.ts';

/**
 * The body as text, within its limit. @throws GatewayError unsupported_media_type, payload_too_large, validation_error
 * (also for a body that does not come in time, or stops being HTTP); a client that goes away while sending ends as
 * client_closed_request.
 */
export function readBodyText({ request, maxBytes }: { request: IncomingMessage; maxBytes: number }): Promise<string> {
  const refusal = refuseByHeaders({ request, maxBytes });
  if (refusal) return Promise.reject(refusal);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    unfinished({ request, end: reject });
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        request.pause();
        // Whoever answers may read on: what came until now must not wait for the end of it.
        request.removeAllListeners('data').removeAllListeners('end');
        chunks.length = 0;
        reject(tooLarge(maxBytes));
        return;
      }
      chunks.push(chunk);
    });
    request.once('end', () => {
      finished(request);
      const [only] = chunks;
      const body = chunks.length === 1 && only ? only : Buffer.concat(chunks, bytes);
      if (isUtf8(body)) resolve(body.toString('utf8'));
      else reject(notUtf8());
    });
    request.once('close', () => {
      if (!request.complete) reject(new GatewayError('client_closed_request'));
    });
    request.once('error', (cause) => reject(new GatewayError('client_closed_request', { cause })));
  });
}

function refuseByHeaders({
  request,
  maxBytes,
}: {
  request: IncomingMessage;
  maxBytes: number;
}): GatewayError | undefined {
  const { 'content-type': type, 'content-encoding': encoding, 'content-length': length } = request.headers;
  const [mediaType = ''] = (type ?? '').split(';');
  if (mediaType.trim().toLowerCase() !== 'application/json') {
    return new GatewayError('unsupported_media_type', {
      detail: type ? 'wrong_type' : 'no_type',
      message: type ? `The body's type is "${mediaType.slice(0, 80)}", not JSON.` : 'The request has no Content-Type.',
    });
  }
  if (encoding && encoding.toLowerCase() !== 'identity') {
    return new GatewayError('unsupported_media_type', {
      detail: 'compressed',
      message: 'The body is compressed, which this gateway does not read.',
      hint: 'Send the body without Content-Encoding.',
    });
  }
  return length !== undefined && Number(length) > maxBytes ? tooLarge(maxBytes) : undefined;
}

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError('payload_too_large', { message: `The body is larger than ${maxBytes} bytes.` });
}

function notUtf8(): GatewayError {
  return new GatewayError('validation_error', {
    reason: 'invalid_json',
    message: 'The body is not valid UTF-8.',
    hint: 'Encode the JSON body as UTF-8.',
  });
}

import { connect } from 'node:net';
import { tellOfCall } from '../leaks/gateway-traffic.ts';

export interface RawAnswer {
  /** 0: nothing was answered, or nothing that is HTTP. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

const WITHIN_MS = 5_000;

/** Sends a request exactly as it is written, on a connection of its own, and reads until the other side closes it. */
export function sendBytes({ url, bytes }: { readonly url: string; readonly bytes: string }): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes, 'latin1'));
    const pieces: Buffer[] = [];
    socket.setTimeout(WITHIN_MS, () => socket.destroy());
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', () => {});
    socket.on('close', () => {
      const text = Buffer.concat(pieces).toString('utf8');
      const end = text.indexOf('\r\n\r\n');
      const head = end === -1 ? text : text.slice(0, end);
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
      const body = unchunked({ head, text: end === -1 ? '' : text.slice(end + 4) });
      tellOfCall({
        port: new URL(url).port,
        method: 'bytes',
        path: '',
        requestHeaders: [bytes],
        requestBody: '',
        status,
        headers: [head],
        body,
      });
      resolve({ status, head, body });
    });
  });
}

function unchunked({ head, text }: { readonly head: string; readonly text: string }): string {
  if (!/^transfer-encoding: chunked/im.test(head)) return text;
  return text.replaceAll(/(?:^|\r\n)[0-9a-f]+\r\n/g, '').replace(/\r\n$/, '');
}

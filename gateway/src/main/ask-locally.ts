import { Agent, request } from 'node:http';
import { parseJson } from '../domain/json.ts';

interface Question {
  readonly url: string;
  readonly path: string;
  readonly token: string;
}

interface Answer {
  /** Undefined: none came. */
  readonly status: number | undefined;
  /** Undefined where it was no JSON. */
  readonly body: unknown;
  /** Why none came: `ECONNREFUSED` … */
  readonly fault: string | undefined;
}

const WITHIN_MS = 3_000;
const MAX_BYTES = 16_777_216;

/** Asks the gateway on this machine. Never through a proxy, which a token is no business of. Never rejects. */
export function askLocally({ url, path, token }: Question): Promise<Answer> {
  return new Promise((resolve) => {
    const agent = new Agent();
    const none = (fault: string) => resolve({ status: undefined, body: undefined, fault });
    const headers = { Authorization: `Bearer ${token}` };
    const asking = request(`${url}${path}`, { agent, headers, signal: AbortSignal.timeout(WITHIN_MS) }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
        if (text.length > MAX_BYTES) response.destroy();
      });
      response.on('end', () => {
        const json = parseJson(text);
        resolve({ status: response.statusCode, body: json.ok ? json.value : undefined, fault: undefined });
      });
      response.on('close', () => none('closed'));
    });
    asking.on('error', (error: NodeJS.ErrnoException) => none(error.code ?? error.name));
    asking.on('close', () => agent.destroy());
    asking.end();
  });
}

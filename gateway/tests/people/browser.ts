import { request as httpRequest } from 'node:http';
import { tellOfCall } from '../leaks/gateway-traffic.ts';

export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** Empty for what is no JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Visit {
  readonly method?: string;
  readonly body?: unknown;
  /** Instead of JSON. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a browser does as far as signing in needs it: keeps cookies, and says where a request comes from. */
export interface Browser {
  readonly cookies: Map<string, string>;
  /** Every `Set-Cookie` that came, whole. */
  readonly setCookies: string[];
  get(path: string, visit?: Visit): Promise<Page>;
  post(path: string, body: unknown, visit?: Visit): Promise<Page>;
  /** With any method. */
  send(path: string, visit: Visit): Promise<Page>;
}

export function openBrowser({
  url,
  clientIp = '127.0.0.1',
}: {
  readonly url: string;
  readonly clientIp?: string;
}): Browser {
  const cookies = new Map<string, string>();
  const setCookies: string[] = [];
  const visit = async (path: string, how: Visit): Promise<Page> => {
    const page = await send({ url: new URL(path, url), clientIp, cookies, origin: url, how });
    for (const cookie of [page.headers['set-cookie'] ?? []].flat()) {
      setCookies.push(cookie);
      const [pair = ''] = cookie.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(name.length + 1);
      if (value === '' || /max-age=0/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return page;
  };
  return {
    cookies,
    setCookies,
    send: visit,
    get: (path, how = {}) => visit(path, { ...how, method: 'GET' }),
    post: (path, body, how = {}) => visit(path, { body, ...how, method: 'POST' }),
  };
}

function send(input: {
  readonly url: URL;
  readonly clientIp: string;
  readonly cookies: ReadonlyMap<string, string>;
  readonly origin: string;
  readonly how: Visit;
}): Promise<Page> {
  const { url, clientIp, cookies, origin, how } = input;
  const { method = 'GET', raw, body, headers = {} } = how;
  const text = raw ?? (method === 'GET' || method === 'DELETE' ? undefined : JSON.stringify(body ?? {}));
  const sent = {
    'x-test-client-ip': clientIp,
    'sec-fetch-site': 'same-origin',
    ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : undefined),
    ...(method === 'GET' ? undefined : { 'content-type': 'application/json', origin }),
    ...headers,
  };
  const kept = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== ''));
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers: kept }, (response) => {
      const chunks: Uint8Array[] = [];
      response.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString('utf8');
        tellOfCall({
          port: url.port,
          method,
          path: url.pathname,
          requestHeaders: Object.values(kept),
          requestBody: text ?? '',
          status: response.statusCode ?? 0,
          headers: response.rawHeaders,
          body: answer,
        });
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answer, json: objectIn(answer) });
      });
    });
    request.on('error', reject);
    request.end(text);
  });
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? Object.fromEntries(Object.entries(json)) : {};
  } catch {
    return {};
  }
}

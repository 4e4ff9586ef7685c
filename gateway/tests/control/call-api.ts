// Tests read into what they expect.
// biome-ignore lint/suspicious/noExplicitAny: the assertions are the check
type Body = any;

/** Calls the control plane of a gateway in another process. @throws Error for any answer that is no success */
export function callApi({ url, token }: { readonly url: string; readonly token: string }) {
  return async ({
    path,
    body,
    method = body === undefined ? 'GET' : 'POST',
  }: {
    readonly path: string;
    readonly body?: object;
    readonly method?: string;
  }): Promise<Body> => {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'If-Match': '*' },
      ...(body === undefined ? undefined : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}

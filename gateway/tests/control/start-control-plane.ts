import { startTestGateway, type TestGateway } from '../scenarios/start-test-gateway.ts';

export const ADMIN_TOKEN = 'lkadm_control_tests_0123456789abcdef0123456789';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // Tests read into what they expect.
  // biome-ignore lint/suspicious/noExplicitAny: the assertions are the check
  readonly body: any;
}

export interface ControlPlaneUnderTest extends AsyncDisposable {
  readonly gateway: TestGateway;
  /** As the operator, or with a token. `ifMatch: true` reads the entity tag of the address first. */
  call(input: {
    readonly method?: string;
    readonly path: string;
    readonly body?: unknown;
    readonly token?: string | undefined;
    readonly ifMatch?: string | true;
    readonly headers?: Record<string, string>;
  }): Promise<ApiAnswer>;
  readonly workspaceId: string;
}

/** A whole gateway without a configuration file's objects beyond a workspace, and a way to call its control plane. */
export async function startControlPlane(
  options: Partial<Parameters<typeof startTestGateway>[0]> = {},
): Promise<ControlPlaneUnderTest> {
  const gateway = await startTestGateway({
    yaml: 'version: 1\nworkspace: acme\n',
    ...options,
    settingsEnv: { LATENTKIT_ADMIN_TOKEN: ADMIN_TOKEN, ...options.settingsEnv },
  });
  const call: ControlPlaneUnderTest['call'] = async ({
    method = 'GET',
    path,
    body,
    token = ADMIN_TOKEN,
    ifMatch,
    headers,
  }) => {
    const tag = ifMatch === true ? ((await call({ path, token })).headers.get('etag') ?? '') : ifMatch;
    const response = await fetch(`${gateway.url}/api${path}`, {
      method,
      headers: {
        ...(token === '' ? undefined : { Authorization: `Bearer ${token}` }),
        ...(body === undefined ? undefined : { 'Content-Type': 'application/json' }),
        ...(tag === undefined ? undefined : { 'If-Match': tag }),
        ...headers,
      },
      ...(body === undefined ? undefined : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text) };
  };
  const { body } = await call({ path: '/workspaces' });
  return {
    gateway,
    call,
    workspaceId: body.data[0]?.id,
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

import type { ActOrigin } from '../domain/actor.ts';
import { GatewayError } from '../domain/gateway-error.ts';
import { readId } from '../domain/ids.ts';
import type { People, Person } from '../domain/people.ts';
import { callLibrary } from './call-library.ts';
import { checkPassword } from './check-password.ts';
import { IDENTITY_PATH, type Identity } from './create-identity.ts';
import { LIBRARY_ENDPOINTS, type LibraryEndpoint } from './library-endpoints.ts';
import { createOwnEndpoints, type OwnParts } from './own-endpoints.ts';
import { type Call, checked, readJsonBody } from './read-call.ts';
import { requireSameOrigin } from './require-same-origin.ts';
import type { SsoConnection } from './sso/sso-plugin.ts';
import { signInFirst } from './to-gateway-error.ts';

interface DoorParts extends Omit<OwnParts, 'signIn'> {
  readonly identity: Identity;
  readonly identityWith: (sso: SsoConnection) => Identity;
  readonly personOf: People['personOf'];
}

/** Answers `/api/auth/…`: one list of addresses, one way in for all of them. */
export function createDoor(parts: DoorParts): People['handle'] {
  const { deps } = parts;
  const signIn: OwnParts['signIn'] = ({ call, ...body }) =>
    throughLibrary({ parts, call: { ...call, method: 'POST', path: '/sign-in/email', body } });
  const own = createOwnEndpoints({ ...parts, signIn });
  return async (request, from) => {
    try {
      const call = await readCall({ request, from, publicOrigin: deps.publicOrigin });
      const endpoint = own.find(({ method, path }) => method === call.method && path === call.path);
      if (endpoint === undefined) return await throughLibrary({ parts, call });
      return await endpoint.run({ call, signedIn: await parts.personOf(call) });
    } catch (error) {
      return answerError({ parts, error, from });
    }
  };
}

async function readCall(incoming: {
  readonly request: Request;
  readonly from: ActOrigin;
  readonly publicOrigin: string;
}): Promise<Call> {
  const { request, from, publicOrigin } = incoming;
  const { pathname, searchParams } = new URL(request.url);
  const { method, headers } = request;
  if (!pathname.startsWith(`${IDENTITY_PATH}/`)) throw nothingHere();
  requireSameOrigin({ method, headers, publicOrigin });
  const path = pathname.slice(IDENTITY_PATH.length);
  return { method, path, query: searchParams, headers, body: await readJsonBody(request), from };
}

async function throughLibrary({ parts, call }: { readonly parts: DoorParts; readonly call: Call }): Promise<Response> {
  const endpoint = findLibraryEndpoint(call);
  if (endpoint === undefined) throw nothingHere();
  const body = checked({ schema: endpoint.body, body: call.body });
  const signedIn = await parts.personOf(call);
  if (endpoint.needsSession && signedIn === undefined) throw signInFirst();
  const subject = endpoint.path === '/reset-password' ? await ownerOfLink({ parts, body }) : signedIn?.person;
  if (typeof body.newPassword === 'string') {
    // What the sign-in library can't check: it doesn't know whose password it is.
    checkPassword({ password: body.newPassword, email: subject?.email ?? '', param: 'new_password' });
  }
  const identity = await identityFor({ parts, endpoint, call, body });
  return callLibrary({ call, endpoint, body, signedIn, subject, identity, deps: parts.deps, throttle: parts.throttle });
}

function findLibraryEndpoint({ method, path }: Call): LibraryEndpoint | undefined {
  return LIBRARY_ENDPOINTS.find((endpoint) => endpoint.method === method && matches({ pattern: endpoint.path, path }));
}

function matches({ pattern, path }: { readonly pattern: string; readonly path: string }): boolean {
  if (!pattern.endsWith('/:id')) return pattern === path;
  const prefix = pattern.slice(0, -':id'.length);
  return path.startsWith(prefix) && /^[a-z0-9-]{1,40}$/.test(path.slice(prefix.length));
}

/** Providers are set up while the gateway runs, and reached only by whoever signs in with them. */
async function identityFor({
  parts,
  endpoint,
  call,
  body,
}: {
  readonly parts: DoorParts;
  readonly endpoint: LibraryEndpoint;
  readonly call: Call;
  readonly body: Readonly<Record<string, unknown>>;
}): Promise<Identity> {
  if (endpoint.path === '/callback/:id') {
    return parts.identityWith(await parts.directory.connect(call.path.slice('/callback/'.length)));
  }
  if (endpoint.path !== '/sign-in/social') return parts.identity;
  return parts.identityWith(await parts.directory.connect(String(body.provider)));
}

async function ownerOfLink({
  parts,
  body,
}: {
  readonly parts: DoorParts;
  readonly body: Readonly<Record<string, unknown>>;
}): Promise<Person | undefined> {
  const { internalAdapter } = await parts.identity.$context;
  const link = await internalAdapter.findVerificationValue(`reset-password:${String(body.token)}`);
  if (link === null || link.expiresAt.getTime() < parts.deps.clock.now()) return undefined;
  return parts.deps.store.find(readId({ kind: 'usr', text: link.value }));
}

function nothingHere(): GatewayError {
  return new GatewayError('not_found', { hint: 'See docs/people.md for the addresses below /api/auth.' });
}

function answerError({
  parts,
  error,
  from,
}: {
  readonly parts: DoorParts;
  readonly error: unknown;
  readonly from: ActOrigin;
}): Response {
  const { deps } = parts;
  const failure = error instanceof GatewayError ? error : new GatewayError('internal_error', { cause: error });
  const { requestId } = from;
  if (failure.status >= 500) {
    deps.log.error({ requestId, note: failure.note, error: String(failure.cause ?? '') }, 'signing in went wrong');
  }
  const headers = new Headers({ 'cache-control': 'no-store', 'x-lk-request-id': requestId });
  if (failure.retryAfterMs !== undefined) headers.set('retry-after', String(Math.ceil(failure.retryAfterMs / 1_000)));
  return Response.json(deps.writeError({ error: failure, requestId }), { status: failure.status, headers });
}

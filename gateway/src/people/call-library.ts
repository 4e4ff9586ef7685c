import { GatewayError } from '../domain/gateway-error.ts';
import type { PersonId } from '../domain/ids.ts';
import type { PeopleAct, Person, SignedIn } from '../domain/people.ts';
import { personAnswer } from './answers.ts';
import { CLIENT_IP_HEADER, IDENTITY_PATH, type Identity } from './create-identity.ts';
import type { LibraryEndpoint } from './library-endpoints.ts';
import type { PeopleDeps } from './people-deps.ts';
import type { Call } from './read-call.ts';
import { type RequestScope, requestScope } from './request-scope.ts';
import { COOKIE_PREFIX } from './session-cookie.ts';
import type { Attempt, Throttle } from './throttle.ts';
import { ssoRefused, toGatewayError } from './to-gateway-error.ts';

interface LibraryCall {
  readonly call: Call;
  readonly endpoint: LibraryEndpoint;
  /** What the library takes. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly signedIn: SignedIn | undefined;
  /** Whom it is about, where that is known before: whoever is signed in, or whose link it is. */
  readonly subject: Person | undefined;
}

interface LibraryInput extends LibraryCall {
  readonly identity: Identity;
  readonly deps: PeopleDeps;
  readonly throttle: Throttle;
}

/** Has the sign-in library answer a call, and tells its answer in our words. @throws GatewayError */
export async function callLibrary(input: LibraryInput): Promise<Response> {
  const { call, endpoint, body, signedIn, throttle } = input;
  const account = typeof body.email === 'string' ? body.email : signedIn?.person.id;
  const attempt = endpoint.isGuess ? throttle.attempt({ account, clientIp: call.from.clientIp }) : undefined;
  const scope: RequestScope = { from: call.from, claims: undefined, issued: undefined, failure: undefined };
  const answer = await requestScope.run(scope, () => input.identity.handler(libraryRequest(input)));
  try {
    if (endpoint.path === '/callback/:id') return await ssoAnswer({ input, scope, answer });
    const json = await readAnswer({ answer, scope });
    attempt?.succeeded();
    return await answerOf({ input, scope, answer, json });
  } catch (error) {
    await noteFailure({ input, attempt, error });
    throw error;
  }
}

/** Only what an address takes is handed on: no header of a caller reaches the library but its cookies. */
function libraryRequest({ call, endpoint, body, deps }: LibraryInput): Request {
  const url = new URL(`${deps.publicOrigin}${IDENTITY_PATH}${call.path}`);
  for (const name of endpoint.query) {
    const value = call.query.get(name);
    if (value !== null) url.searchParams.set(name, value);
  }
  const headers = new Headers({
    // Where the call comes from was checked before.
    origin: deps.publicOrigin,
    cookie: call.headers.get('cookie') ?? '',
    'user-agent': (call.headers.get('user-agent') ?? '').slice(0, 300),
    [CLIENT_IP_HEADER]: call.from.clientIp,
  });
  if (endpoint.method === 'GET') return new Request(url, { headers });
  headers.set('content-type', 'application/json');
  return new Request(url, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function readAnswer({
  answer,
  scope,
}: {
  readonly answer: Response;
  readonly scope: RequestScope;
}): Promise<unknown> {
  const failure = failureOf(scope);
  if (failure !== undefined) throw failure;
  const text = await answer.text();
  const json: unknown = text === '' ? {} : JSON.parse(text);
  if (answer.ok) return json;
  throw toGatewayError({ status: answer.status, code: textIn({ json, name: 'code' }) ?? 'UNKNOWN' });
}

function failureOf({ failure }: RequestScope): GatewayError | undefined {
  if (failure === undefined || failure instanceof GatewayError) return failure;
  return new GatewayError('internal_error', { cause: failure });
}

function textIn({ json, name }: { readonly json: unknown; readonly name: string }): string | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const value: unknown = Reflect.get(json, name);
  return typeof value === 'string' ? value : undefined;
}

interface Answered {
  readonly input: LibraryInput;
  readonly scope: RequestScope;
  readonly answer: Response;
  readonly json: unknown;
}

async function answerOf({ input, scope, answer, json }: Answered): Promise<Response> {
  const { endpoint, subject } = input;
  const headers = cookiesOf(answer);
  if (endpoint.answer !== 'session') {
    await noteAct({ input, person: subject, act: endpoint.act });
    return Response.json(endpoint.answer(json), { headers });
  }
  await endOldSession({ input, scope });
  // The session that the password made was taken back.
  const needsCode = typeof json === 'object' && json !== null && Reflect.get(json, 'twoFactorRedirect') === true;
  if (needsCode) return Response.json({ status: 'second_factor', ways: ['totp', 'backup_code'] }, { headers });
  const person = await issuedTo({ input, scope });
  await noteAct({ input, person, act: input.signedIn ? actOfSignedIn({ input, person }) : endpoint.act });
  return Response.json({ status: 'signed_in', person: personAnswer(person) }, { headers });
}

/** The first code of somebody who is signed in turns the second factor on. */
function actOfSignedIn({
  input,
  person,
}: {
  readonly input: LibraryInput;
  readonly person: Person;
}): PeopleAct | undefined {
  const { endpoint, signedIn } = input;
  if (endpoint.path !== '/two-factor/verify-totp') return endpoint.act;
  return person.hasTwoFactor && signedIn?.person.hasTwoFactor === false ? 'two_factor_on' : undefined;
}

/** @throws GatewayError where a password alone signed in somebody who has a second factor */
async function issuedTo({
  input,
  scope,
}: {
  readonly input: LibraryInput;
  readonly scope: RequestScope;
}): Promise<Person> {
  const { deps, endpoint, signedIn } = input;
  const personId: PersonId | undefined = scope.issued?.personId ?? signedIn?.person.id;
  const person = personId && (await deps.store.find(personId));
  if (person === undefined) throw new GatewayError('internal_error', { note: 'a session was issued to nobody' });
  if (endpoint.path === '/sign-in/email' && person.hasTwoFactor) {
    await deps.store.endSessions({ personId: person.id });
    throw new GatewayError('internal_error', { note: 'a password alone signed in somebody with a second factor' });
  }
  return person;
}

/** Whoever signs in leaves the session that the browser had, whoever it belonged to. */
async function endOldSession({
  input,
  scope,
}: {
  readonly input: LibraryInput;
  readonly scope: RequestScope;
}): Promise<void> {
  const { signedIn, deps } = input;
  if (signedIn === undefined || scope.issued === undefined || scope.issued.sessionId === signedIn.sessionId) return;
  await deps.store.endSessions({ personId: signedIn.person.id, only: signedIn.sessionId });
}

async function noteAct({
  input: { deps, call, endpoint },
  person,
  act,
}: {
  readonly input: LibraryInput;
  readonly person: Person | undefined;
  readonly act: PeopleAct | undefined;
}): Promise<void> {
  if (act === undefined || person === undefined) return;
  await deps.audit({
    actor: undefined,
    act,
    person,
    from: call.from,
    note: act === 'signed_in' ? endpoint.path : undefined,
  });
}

/** Only what was counted is noted: whoever floods the address does not flood the audit log. */
async function noteFailure(failed: {
  readonly input: LibraryInput;
  readonly attempt: Attempt | undefined;
  readonly error: unknown;
}): Promise<void> {
  const { input, attempt, error } = failed;
  const { deps, call, endpoint, body, subject } = input;
  const isRefused = error instanceof GatewayError && error.code === 'sign_in_failed';
  if (!isRefused) return attempt?.withdrawn();
  // The password was right: nobody guessed it.
  if (error.reason === 'person_disabled' || error.reason === 'sso_required') attempt?.withdrawn();
  if (endpoint.answer !== 'session' && endpoint.path !== '/callback/:id') return;
  const named = typeof body.email === 'string' ? await deps.store.findByEmail(body.email) : undefined;
  const person = named ?? subject;
  await deps.audit({
    actor: undefined,
    act: 'sign_in_failed',
    person,
    from: call.from,
    note: `${endpoint.path} ${error.reason}`,
  });
}

/** Coming back from an identity provider is a visit of a page: what went wrong is told by the page that follows. */
async function ssoAnswer({ input, scope, answer }: Omit<Answered, 'json'>): Promise<Response> {
  const { deps } = input;
  const headers = cookiesOf(answer);
  const target = answer.headers.get('location');
  const hasFailed = scope.failure !== undefined || scope.issued === undefined || target === null;
  if (!hasFailed) {
    const person = await issuedTo({ input, scope });
    await endOldSession({ input, scope });
    await noteAct({ input, person, act: 'signed_in' });
    headers.set('location', target);
    return new Response(null, { status: 302, headers });
  }
  const error = failureOf(scope) ?? ssoRefused();
  if (error.code === 'sign_in_failed') await noteFailure({ input, attempt: undefined, error });
  else {
    const details = { requestId: scope.from.requestId, note: error.note, error: String(error.cause ?? '') };
    deps.log.error(details, 'signing in with an identity provider went wrong');
  }
  headers.set('location', `${deps.publicOrigin}/sign-in?error=${error.reason ?? error.code}`);
  return new Response(null, { status: 302, headers });
}

function cookiesOf(answer: Response): Headers {
  const headers = new Headers({ 'cache-control': 'no-store' });
  for (const cookie of answer.headers.getSetCookie()) {
    // One that another name would set is not ours to give.
    if (cookie.startsWith(COOKIE_PREFIX)) headers.append('set-cookie', cookie);
  }
  return headers;
}

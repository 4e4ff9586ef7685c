import * as z from 'zod';
import { GatewayError } from '../domain/gateway-error.ts';
import type { Person, SignedIn } from '../domain/people.ts';
import { makeResetLink } from '../domain/reset-link.ts';
import { personAnswer, sessionAnswer } from './answers.ts';
import { checkPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD } from './check-password.ts';
import type { PasswordHasher } from './hash-password.ts';
import { enforcedFor } from './issue-session.ts';
import type { PeopleDeps } from './people-deps.ts';
import { type Call, checked } from './read-call.ts';
import { IDLE_SESSION_MS } from './session-times.ts';
import type { SetupToken } from './setup-token.ts';
import type { SsoDirectory } from './sso/sso-directory.ts';
import type { Throttle } from './throttle.ts';
import { signInFirst, wrongLink } from './to-gateway-error.ts';

interface OwnCall {
  readonly call: Call;
  readonly signedIn: SignedIn | undefined;
}

export interface OwnParts {
  readonly deps: PeopleDeps;
  readonly hasher: PasswordHasher;
  readonly throttle: Throttle;
  readonly setup: SetupToken;
  readonly directory: SsoDirectory;
  /** Signs somebody in by the library, as the address for it does. */
  readonly signIn: (input: {
    readonly call: Call;
    readonly email: string;
    readonly password: string;
  }) => Promise<Response>;
}

export interface OwnEndpoint {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  run(call: OwnCall): Promise<Response>;
}

const email = z.email().max(254);
const name = z.string().trim().min(1).max(100);
const password = z.string().min(1).max(512);
const token = z.string().min(1).max(200);

/** The addresses that the sign-in library doesn't have, or not as we want them. None of them issues a session itself. */
export function createOwnEndpoints(parts: OwnParts): readonly OwnEndpoint[] {
  return [
    { method: 'GET', path: '/options', run: () => options(parts) },
    { method: 'GET', path: '/session', run: async ({ signedIn }) => sessionOfCaller(signedIn) },
    { method: 'POST', path: '/claim', run: ({ call }) => claim({ parts, call }) },
    { method: 'POST', path: '/register', run: ({ call }) => register({ parts, call }) },
    { method: 'POST', path: '/request-password-reset', run: ({ call }) => requestReset({ parts, call }) },
    { method: 'GET', path: '/sessions', run: ({ signedIn }) => listSessions({ parts, signedIn }) },
    { method: 'POST', path: '/sessions/end', run: ({ call, signedIn }) => endSession({ parts, call, signedIn }) },
    { method: 'POST', path: '/sessions/end-others', run: ({ call, signedIn }) => endOthers({ parts, call, signedIn }) },
  ];
}

async function options({ deps, setup, directory }: OwnParts): Promise<Response> {
  return answer({
    needs_setup: (await setup.link()) !== undefined,
    sends_mail: deps.mailer !== undefined,
    password: { shortest: SHORTEST_PASSWORD, longest: LONGEST_PASSWORD },
    providers: (await directory.list()).map(({ id, name: label }) => ({ id, name: label })),
  });
}

function sessionOfCaller(signedIn: SignedIn | undefined): Response {
  if (signedIn === undefined) return answer({ person: null, session_id: null });
  return answer({ person: personAnswer(signedIn.person), session_id: signedIn.sessionId });
}

interface Doing {
  readonly parts: OwnParts;
  readonly call: Call;
}

async function claim({ parts, call }: Doing): Promise<Response> {
  const { deps, setup, throttle } = parts;
  const schema = z.strictObject({ setup_token: token, email, name, password });
  const body = checked({ schema, body: call.body });
  const attempt = throttle.attempt({ clientIp: call.from.clientIp });
  if (!setup.matches(body.setup_token) || (await setup.link()) === undefined) throw wrongLink();
  attempt.succeeded();
  const person = await newPerson({ parts, ...body, isInstallationAdmin: true });
  if (!(await deps.store.claim(person))) throw wrongLink();
  const claimer = await found({ deps, id: person.id });
  await deps.audit({ actor: undefined, act: 'claimed', person: claimer, from: call.from, note: undefined });
  await deps.onClaimed(claimer);
  return parts.signIn({ call, email: claimer.email, password: body.password });
}

async function register({ parts, call }: Doing): Promise<Response> {
  const { deps, throttle } = parts;
  const schema = z.strictObject({ invitation_token: token, name, password });
  const body = checked({ schema, body: call.body });
  const attempt = throttle.attempt({ clientIp: call.from.clientIp });
  const invitation = await deps.invitations.find({ token: body.invitation_token });
  if (invitation === undefined) throw wrongLink();
  attempt.succeeded();
  const person = await newPerson({ parts, ...body, email: invitation.email, isInstallationAdmin: false });
  if (!(await deps.store.add(person))) {
    throw new GatewayError('conflict', {
      reason: 'name_taken',
      message: 'There is somebody with this e-mail address already.',
      hint: 'Sign in, and take the invitation then.',
    });
  }
  const registered = await found({ deps, id: person.id });
  if (!(await deps.invitations.take({ token: body.invitation_token, person: registered }))) {
    await deps.store.remove(registered.id);
    throw wrongLink();
  }
  await deps.audit({ actor: undefined, act: 'registered', person: registered, from: call.from, note: 'invitation' });
  return parts.signIn({ call, email: registered.email, password: body.password });
}

async function newPerson(input: {
  readonly parts: OwnParts;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly isInstallationAdmin: boolean;
}) {
  const { deps, hasher } = input.parts;
  checkPassword({ password: input.password, email: input.email, param: 'password' });
  return {
    id: deps.ids.next('usr'),
    email: input.email.toLowerCase(),
    name: input.name,
    passwordHash: await hasher.hash(input.password),
    isInstallationAdmin: input.isInstallationAdmin,
    createdAtMs: deps.clock.now(),
  };
}

async function found({ deps, id }: { readonly deps: PeopleDeps; readonly id: Person['id'] }): Promise<Person> {
  const person = await deps.store.find(id);
  if (person === undefined) throw new GatewayError('internal_error', { note: 'a person vanished' });
  return person;
}

/** Says the same whoever is asked for, and as fast. */
async function requestReset({ parts, call }: Doing): Promise<Response> {
  const { deps, throttle } = parts;
  const body = checked({ schema: z.strictObject({ email }), body: call.body });
  const { mailer } = deps;
  if (mailer === undefined) {
    throw new GatewayError('conflict', {
      reason: 'wrong_state',
      message: 'This installation sends no mail.',
      hint: 'Ask its operator for a link: "latentkit people reset-link <e-mail>" makes one.',
    });
  }
  // Every mail counts, so that nobody's mailbox is filled.
  throttle.attempt({ account: `reset ${body.email}`, clientIp: call.from.clientIp });
  const person = await deps.store.findByEmail(body.email);
  if (person !== undefined && !person.disabled && (await providerOf({ deps, person })) === undefined) {
    const { url } = await makeResetLink({ ...deps, person, nowMs: deps.clock.now() });
    await deps.audit({ actor: undefined, act: 'reset_link_made', person, from: call.from, note: 'mail' });
    mailer.send({
      to: person.email,
      subject: 'A new password for LatentKit',
      text: `Somebody asked for a new password for ${person.email}.\n\nSet it here, within an hour:\n${url}\n\nIf it was not you, there is nothing to do.\n`,
    });
  }
  return answer({ status: 'done' });
}

export async function providerOf({ deps, person }: { readonly deps: PeopleDeps; readonly person: Person }) {
  const ways = await deps.store.waysOf(person.id);
  return enforcedFor({ person, ways, providers: await deps.store.ssoProviders() });
}

interface DoingAsSomebody extends Doing {
  readonly signedIn: SignedIn | undefined;
}

async function listSessions({ parts: { deps }, signedIn }: Omit<DoingAsSomebody, 'call'>): Promise<Response> {
  if (signedIn === undefined) throw signInFirst();
  const nowMs = deps.clock.now();
  const personId = signedIn.person.id;
  const sessions = await deps.store.sessionsOf({ personId, usedSinceMs: nowMs - IDLE_SESSION_MS, nowMs });
  return answer({
    data: sessions.map((session) => sessionAnswer({ session, isCurrent: session.id === signedIn.sessionId })),
  });
}

async function endSession({ parts: { deps }, call, signedIn }: DoingAsSomebody): Promise<Response> {
  if (signedIn === undefined) throw signInFirst();
  const { id } = checked({ schema: z.strictObject({ id: token }), body: call.body });
  const { person } = signedIn;
  const nowMs = deps.clock.now();
  const sessions = await deps.store.sessionsOf({ personId: person.id, usedSinceMs: 0, nowMs });
  const session = sessions.find((known) => known.id === id);
  if (session === undefined) {
    throw new GatewayError('not_found', {
      message: 'There is no such session of yours.',
      hint: 'Read the list again.',
    });
  }
  await deps.store.endSessions({ personId: person.id, only: session.id });
  await deps.audit({ actor: undefined, act: 'sessions_ended', person, from: call.from, note: session.id });
  return answer({ status: 'done' });
}

async function endOthers({ parts: { deps }, call, signedIn }: DoingAsSomebody): Promise<Response> {
  if (signedIn === undefined) throw signInFirst();
  checked({ schema: z.strictObject({}), body: call.body });
  const { person, sessionId } = signedIn;
  const ended = await deps.store.endSessions({ personId: person.id, except: sessionId });
  await deps.audit({ actor: undefined, act: 'sessions_ended', person, from: call.from, note: `${ended} others` });
  return answer({ status: 'done', ended });
}

function answer(body: object): Response {
  return Response.json(body, { headers: { 'cache-control': 'no-store' } });
}

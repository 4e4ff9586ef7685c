import * as z from 'zod';
import type { PeopleAct } from '../domain/people.ts';
import { backupCodesAnswer, doneAnswer, passkeyAnswer, passkeysAnswer, setUpAnswer, urlAnswer } from './answers.ts';

/** An address of the sign-in library that is open. Everything else of it answers 404. */
export interface LibraryEndpoint {
  readonly method: 'GET' | 'POST';
  /** As the library names it; `:id` stands for one part. */
  readonly path: string;
  /** What a caller sends, made into what the library takes. */
  readonly body: z.ZodType<Readonly<Record<string, unknown>>>;
  /** Names in the query that are handed on. */
  readonly query: readonly string[];
  /** A wrong call may be somebody's guess: counted by address, and by account as well where the body names one. */
  readonly isGuess: boolean;
  /** For whoever is signed in already. */
  readonly needsSession: boolean;
  /** `session`: it signed somebody in. */
  readonly answer: 'session' | ((json: unknown) => object);
  /** For the audit log, where it succeeds. */
  readonly act: PeopleAct | undefined;
}

const NOTHING = z.strictObject({}).transform(() => ({}));
const password = z.string().min(1).max(512);
const code = z.string().trim().min(1).max(64);
const text = (longest: number) => z.string().trim().min(1).max(longest);
const credential = z.record(z.string(), z.unknown());
/** A page of this installation; anything else would send people who sign in somewhere else. */
const pagePath = z.string().regex(/^\/(?![/\\])[\w.~/?=&%-]{0,500}$/, 'a path of this installation');

const DEFAULTS = {
  method: 'POST',
  body: NOTHING,
  query: [],
  isGuess: false,
  needsSession: false,
  answer: doneAnswer,
  act: undefined,
} as const;

const byPassword = z.strictObject({ password });
const byCode = z.strictObject({ code });

export const LIBRARY_ENDPOINTS: readonly LibraryEndpoint[] = [
  {
    ...DEFAULTS,
    path: '/sign-in/email',
    body: z.strictObject({ email: z.string().trim().min(1).max(254), password }),
    isGuess: true,
    answer: 'session',
    act: 'signed_in',
  },
  { ...DEFAULTS, path: '/two-factor/verify-totp', body: byCode, isGuess: true, answer: 'session', act: 'signed_in' },
  {
    ...DEFAULTS,
    path: '/two-factor/verify-backup-code',
    body: byCode,
    isGuess: true,
    answer: 'session',
    act: 'signed_in',
  },
  {
    ...DEFAULTS,
    path: '/passkey/verify-authentication',
    body: z.strictObject({ response: credential }),
    isGuess: true,
    answer: 'session',
    act: 'signed_in',
  },
  {
    ...DEFAULTS,
    path: '/sign-in/social',
    body: z
      .strictObject({ provider: text(40), return_to: pagePath.default('/') })
      .transform(({ provider, return_to }) => ({ provider, callbackURL: return_to, disableRedirect: true })),
    answer: urlAnswer,
  },
  { ...DEFAULTS, method: 'GET', path: '/callback/:id', query: ['code', 'state', 'iss', 'error'] },
  { ...DEFAULTS, path: '/sign-out', act: 'signed_out' },
  {
    ...DEFAULTS,
    path: '/change-password',
    body: z
      .strictObject({ current_password: password, new_password: password })
      .transform(({ current_password, new_password }) => ({
        currentPassword: current_password,
        newPassword: new_password,
        revokeOtherSessions: true,
      })),
    isGuess: true,
    needsSession: true,
    answer: 'session',
    act: 'password_changed',
  },
  {
    ...DEFAULTS,
    path: '/reset-password',
    body: z
      .strictObject({ token: text(200), new_password: password })
      .transform(({ token, new_password }) => ({ token, newPassword: new_password })),
    isGuess: true,
    act: 'password_reset',
  },
  { ...DEFAULTS, path: '/update-user', body: z.strictObject({ name: text(100) }), needsSession: true },
  {
    ...DEFAULTS,
    path: '/two-factor/enable',
    body: byPassword,
    isGuess: true,
    needsSession: true,
    answer: setUpAnswer,
  },
  {
    ...DEFAULTS,
    path: '/two-factor/disable',
    body: byPassword,
    isGuess: true,
    needsSession: true,
    answer: 'session',
    act: 'two_factor_off',
  },
  {
    ...DEFAULTS,
    path: '/two-factor/generate-backup-codes',
    body: byPassword,
    isGuess: true,
    needsSession: true,
    answer: backupCodesAnswer,
    act: 'backup_codes_made',
  },
  { ...DEFAULTS, method: 'GET', path: '/passkey/generate-register-options', needsSession: true, answer: asItIs },
  { ...DEFAULTS, method: 'GET', path: '/passkey/generate-authenticate-options', answer: asItIs },
  {
    ...DEFAULTS,
    path: '/passkey/verify-registration',
    body: z.strictObject({ response: credential, name: text(100).optional() }),
    needsSession: true,
    answer: passkeyAnswer,
    act: 'passkey_added',
  },
  { ...DEFAULTS, method: 'GET', path: '/passkey/list-user-passkeys', needsSession: true, answer: passkeysAnswer },
  {
    ...DEFAULTS,
    path: '/passkey/delete-passkey',
    body: z.strictObject({ id: text(100) }),
    needsSession: true,
    act: 'passkey_removed',
  },
  {
    ...DEFAULTS,
    path: '/passkey/update-passkey',
    body: z.strictObject({ id: text(100), name: text(100) }),
    needsSession: true,
  },
];

/**
 * What the library offers besides, and is closed. Listed, so that a test notices what a new version of it adds: whoever
 * moves to that version decides here.
 */
export const CLOSED_ENDPOINTS: ReadonlySet<string> = new Set([
  '/get-session',
  '/sign-up/email',
  '/verify-password',
  '/verify-email',
  '/send-verification-email',
  '/change-email',
  '/update-session',
  '/delete-user',
  '/delete-user/callback',
  '/request-password-reset',
  '/reset-password/:token',
  '/list-sessions',
  '/revoke-session',
  '/revoke-sessions',
  '/revoke-other-sessions',
  '/link-social',
  '/list-accounts',
  '/unlink-account',
  '/refresh-token',
  '/get-access-token',
  '/account-info',
  '/ok',
  '/error',
  '/two-factor/get-totp-uri',
  '/two-factor/send-otp',
  '/two-factor/verify-otp',
]);

/** Options of a passkey: made by the library for the browser, by a standard. */
function asItIs(json: unknown): object {
  return z.record(z.string(), z.unknown()).parse(json);
}

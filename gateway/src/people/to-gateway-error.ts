import type { ErrorCode } from '@latentkit/contract/error-catalogue';
import { GatewayError, type GatewayErrorDetails } from '../domain/gateway-error.ts';

const WRONG_CREDENTIALS = {
  error: 'sign_in_failed',
  reason: 'wrong_credentials',
  message: 'The e-mail address or the password is not right.',
  hint: 'Check both. Whoever forgot the password asks for a link that sets a new one.',
} as const;
const WRONG_PASSWORD = {
  ...WRONG_CREDENTIALS,
  message: 'The password is not right.',
  hint: 'Type the password that you sign in with now.',
} as const;
const WRONG_CODE = {
  error: 'sign_in_failed',
  reason: 'wrong_code',
  message: 'The code is not right.',
  hint: 'Check the clock of the phone, and type the code that the app shows now. A backup code works once.',
} as const;
const BEGIN_AGAIN = {
  ...WRONG_CODE,
  message: 'It took too long, or there were too many tries.',
  hint: 'Begin again with the password.',
} as const;
const PASSKEY_REFUSED = {
  error: 'sign_in_failed',
  reason: 'passkey_refused',
  message: 'The passkey was not accepted.',
  hint: 'Try again, with a passkey that was added for this address; it has to ask for a PIN, a finger or a face.',
} as const;
const WRONG_LINK = {
  error: 'sign_in_failed',
  reason: 'wrong_link',
  message: 'This link is not valid any more.',
  hint: 'Ask for a new one: a link works once, within an hour.',
} as const;
const SIGN_IN_FIRST = {
  error: 'sign_in_required',
  reason: 'session_ended',
  message: 'Nobody is signed in here.',
  hint: 'Sign in, and try again.',
} as const;
const SSO_REFUSED = {
  error: 'sign_in_failed',
  reason: 'sso_refused',
  message: 'The identity provider did not vouch for somebody who may sign in here.',
  hint: 'Try again. If it goes on, ask an administrator whether you are invited, and whether your address is verified there.',
} as const;

/** How the sign-in library's own words for a refusal are told. What is not here is told by its status alone. */
const BY_CODE: Readonly<Record<string, { readonly error: ErrorCode } & GatewayErrorDetails>> = {
  INVALID_EMAIL_OR_PASSWORD: WRONG_CREDENTIALS,
  INVALID_EMAIL: WRONG_CREDENTIALS,
  CREDENTIAL_ACCOUNT_NOT_FOUND: WRONG_PASSWORD,
  INVALID_PASSWORD: WRONG_PASSWORD,
  INVALID_CODE: WRONG_CODE,
  INVALID_BACKUP_CODE: WRONG_CODE,
  INVALID_TWO_FACTOR_COOKIE: BEGIN_AGAIN,
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: BEGIN_AGAIN,
  ACCOUNT_TEMPORARILY_LOCKED: {
    error: 'rate_limited',
    reason: 'sign_in',
    message: 'Too many wrong codes were typed for this person.',
    hint: 'Wait a quarter of an hour, or sign in with a passkey.',
    retryAfterMs: 900_000,
  },
  TOTP_NOT_ENABLED: {
    error: 'conflict',
    reason: 'wrong_state',
    message: 'No authenticator app is set up.',
    hint: 'Set one up first.',
  },
  TWO_FACTOR_NOT_ENABLED: {
    error: 'conflict',
    reason: 'wrong_state',
    message: 'No authenticator app is set up.',
    hint: 'Set one up first.',
  },
  TOTP_ALREADY_ENABLED: {
    error: 'conflict',
    reason: 'wrong_state',
    message: 'An authenticator app is set up already.',
    hint: 'Turn it off first to set up another one.',
  },
  CHALLENGE_NOT_FOUND: PASSKEY_REFUSED,
  PASSKEY_NOT_FOUND: PASSKEY_REFUSED,
  AUTHENTICATION_FAILED: PASSKEY_REFUSED,
  FAILED_TO_VERIFY_REGISTRATION: PASSKEY_REFUSED,
  PREVIOUSLY_REGISTERED: {
    error: 'conflict',
    reason: 'wrong_state',
    message: 'This passkey is there already.',
    hint: 'Use it to sign in.',
  },
  INVALID_TOKEN: WRONG_LINK,
  USER_NOT_FOUND: WRONG_LINK,
  UNAUTHORIZED: SIGN_IN_FIRST,
  SESSION_EXPIRED: SIGN_IN_FIRST,
  SESSION_NOT_FRESH: {
    error: 'permission_denied',
    reason: 'old_session',
    message: 'This takes a session that began within the last day.',
    hint: 'Sign out, sign in again, and repeat it.',
  },
  PROVIDER_NOT_FOUND: {
    error: 'not_found',
    message: 'There is no such identity provider.',
    hint: 'See the list of them.',
  },
};

/** A refusal of the sign-in library in our words: its own text never leaves. */
export function toGatewayError({ status, code }: { readonly status: number; readonly code: string }): GatewayError {
  const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  if (known !== undefined) {
    const { error, ...details } = known;
    return new GatewayError(error, { ...details, note: code });
  }
  if (status === 401) return new GatewayError(SIGN_IN_FIRST.error, { ...SIGN_IN_FIRST, note: code });
  if (status === 403) return new GatewayError('permission_denied', { hint: 'Sign in, and try again.', note: code });
  if (status === 404) return new GatewayError('not_found', { hint: 'Read the list again.', note: code });
  if (status === 429) return new GatewayError('rate_limited', { reason: 'sign_in', retryAfterMs: 60_000, note: code });
  if (status < 500) return new GatewayError('validation_error', { reason: 'invalid_fields', note: code });
  return new GatewayError('internal_error', { note: code });
}

/** What went wrong at an identity provider, or with whom it named: the page tells it by the reason. */
export function ssoRefused(): GatewayError {
  return new GatewayError(SSO_REFUSED.error, SSO_REFUSED);
}

export function wrongLink(): GatewayError {
  return new GatewayError(WRONG_LINK.error, WRONG_LINK);
}

export function signInFirst(): GatewayError {
  return new GatewayError(SIGN_IN_FIRST.error, SIGN_IN_FIRST);
}

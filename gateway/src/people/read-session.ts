import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SessionCall, SignedIn } from '../domain/people.ts';
import type { PeopleStore } from '../domain/people-store.ts';
import type { Clock } from '../domain/ports.ts';
import type { Vault } from '../domain/vault.ts';
import { cookieSecretOf, digestOfSession } from './people-secrets.ts';
import { requireSameOrigin } from './require-same-origin.ts';
import { SESSION_COOKIE } from './session-cookie.ts';
import { IDLE_SESSION_MS, TOUCH_EVERY_MS } from './session-times.ts';

/**
 * Who calls with a session. Every call of the console asks it, so it does without the sign-in library: it knows how that
 * signs its cookie, and a test holds it to that.
 * @throws GatewayError permission_denied where another site's page sends the call
 */
export async function readSession({
  call,
  store,
  vault,
  clock,
  publicOrigin,
}: {
  readonly call: SessionCall;
  readonly store: Pick<PeopleStore, 'findSession' | 'touchSession'>;
  readonly vault: Pick<Vault, 'digest'>;
  readonly clock: Clock;
  readonly publicOrigin: string;
}): Promise<SignedIn | undefined> {
  const token = readToken({ cookies: call.headers.get('cookie') ?? '', secret: cookieSecretOf(vault) });
  if (token === undefined) return undefined;
  const found = await store.findSession({ digest: digestOfSession({ vault, token }) });
  if (found === undefined) return undefined;
  const { session, person } = found;
  const nowMs = clock.now();
  if (person.disabled || session.expiresAtMs <= nowMs || session.lastUsedAtMs < nowMs - IDLE_SESSION_MS)
    return undefined;
  requireSameOrigin({ ...call, publicOrigin });
  if (session.lastUsedAtMs < nowMs - TOUCH_EVERY_MS) await store.touchSession({ id: session.id, nowMs });
  return { person, sessionId: session.id };
}

/** `token.signature`, form-encoded; the signature is HMAC-SHA-256 in base64. */
function readToken({ cookies, secret }: { readonly cookies: string; readonly secret: string }): string | undefined {
  const values = cookies.split(/; */).filter((pair) => pair.startsWith(`${SESSION_COOKIE}=`));
  // Two of them: nobody knows which one the browser means.
  if (values.length !== 1) return undefined;
  const signed = decode(values[0]?.slice(SESSION_COOKIE.length + 1) ?? '');
  const [, token, signature] = signed.match(/^([A-Za-z0-9]{16,64})\.([A-Za-z0-9+/]{43}=)$/) ?? [];
  if (token === undefined || signature === undefined) return undefined;
  const wanted = createHmac('sha256', secret).update(token).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? token : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

export type RequestId = Brand<'RequestId'>;
export type WorkspaceId = Brand<'WorkspaceId'>;
export type ConnectionId = Brand<'ConnectionId'>;
export type RouteId = Brand<'RouteId'>;
export type KeyId = Brand<'KeyId'>;
export type BudgetId = Brand<'BudgetId'>;
export type WebhookId = Brand<'WebhookId'>;
export type InvitationId = Brand<'InvitationId'>;
export type ServiceTokenId = Brand<'ServiceTokenId'>;
export type PersonId = Brand<'PersonId'>;
/** Of somebody who signed in. */
export type SessionId = Brand<'SessionId'>;
export type AttemptId = Brand<'AttemptId'>;
/** Of credits that came or went: a transfer of the ledger that no attempt caused. */
export type CreditId = Brand<'CreditId'>;

interface IdKinds {
  req: RequestId;
  ws: WorkspaceId;
  conn: ConnectionId;
  route: RouteId;
  key: KeyId;
  bud: BudgetId;
  wh: WebhookId;
  inv: InvitationId;
  tok: ServiceTokenId;
  usr: PersonId;
  ses: SessionId;
  att: AttemptId;
  cr: CreditId;
}

/** Reads an id that this installation wrote. The prefix is the only thing that is checked. */
export function readId<Kind extends keyof IdKinds>({ kind, text }: { kind: Kind; text: string }): IdKinds[Kind] {
  if (!text.startsWith(`${kind}_`)) throw new TypeError(`not a ${kind}_ id`);
  return brandId<Kind>(text);
}

// The one place where a checked string becomes a branded id: a brand exists only for the compiler.
function brandId<Kind extends keyof IdKinds>(text: string): IdKinds[Kind] {
  return text as IdKinds[Kind];
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_PLACES = 10;
const ID_PLACES = 26;

export interface IdSource {
  next<Kind extends keyof IdKinds>(kind: Kind): IdKinds[Kind];
}

/**
 * Makes ids that sort by time: 10 characters of milliseconds, 16 of randomness (as a ULID, in lower case).
 * Random bytes are drawn 4 KiB at a time, since one draw a request would cost more than the rest of the id.
 */
export function createIdSource(deps: { now: () => number; randomBytes: (count: number) => Uint8Array }): IdSource {
  let pool: Uint8Array<ArrayBufferLike> = new Uint8Array(0);
  let used = 0;
  let lastMs = -1;
  let timeText = '';
  return {
    next(kind) {
      const nowMs = deps.now();
      if (nowMs !== lastMs) {
        lastMs = nowMs;
        timeText = encodeTime(nowMs);
      }
      if (used + 16 > pool.length) {
        pool = deps.randomBytes(4_096);
        used = 0;
      }
      let random = '';
      for (const end = used + 16; used < end; used++) random += ALPHABET.charAt((pool[used] ?? 0) & 31);
      return brandId(`${kind}_${timeText}${random}`);
    },
  };
}

/** Sorts before every id that was made at this moment or later, and after every earlier one. */
export function earliestId({ kind, atMs }: { kind: keyof IdKinds; atMs: number }): string {
  return `${kind}_${encodeTime(Math.max(0, Math.ceil(atMs)))}`;
}

/** The moment that an id was made at, ms since the epoch; undefined for a text that no `IdSource` makes. */
export function timeOfId({ kind, id }: { kind: keyof IdKinds; id: string }): number | undefined {
  const start = kind.length + 1;
  if (id.length !== start + ID_PLACES || !id.startsWith(`${kind}_`)) return undefined;
  let timeMs = 0;
  for (let place = start; place < start + TIME_PLACES; place++) {
    const digit = ALPHABET.indexOf(id.charAt(place));
    if (digit === -1) return undefined;
    timeMs = timeMs * 32 + digit;
  }
  return timeMs;
}

function encodeTime(timeMs: number): string {
  let rest = timeMs;
  let text = '';
  for (let place = 0; place < TIME_PLACES; place++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

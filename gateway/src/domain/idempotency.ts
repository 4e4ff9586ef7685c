/** How long a stored answer is sent again. */
export const ANSWER_KEPT_MS = 24 * 60 * 60_000;
/** A larger answer is not stored: a repeat of its request is refused instead of being run, and charged, once more. */
export const MOST_ANSWER_BYTES = 8 * 1024 * 1024;

/** An answer as its caller got it. */
export interface AnswerCopy {
  readonly format: 'json' | 'event_stream';
  /** `cut`: a stream that broke after output, its `event: error` included. */
  readonly outcome: 'answered' | 'cut';
  readonly errorCode: string | undefined;
  readonly errorReason: string | undefined;
  /** The whole body, byte for byte. Undefined: it was too large to be kept. */
  readonly text: string | undefined;
}

/** An answer to be sent once more. */
export interface KeptAnswer extends AnswerCopy {
  /** The request that was answered. */
  readonly requestId: string;
  readonly text: string;
}

/** A request that is to be done once, however often it is sent. */
export interface OnceAsked {
  readonly workspaceId: string;
  /** Of the API key; of whoever calls the control plane. */
  readonly keyId: string;
  readonly endpoint: string;
  /** The value of the header Idempotency-Key. */
  readonly idempotencyKey: string;
  /** SHA-256 of the body as it was sent, hex. */
  readonly bodyDigest: string;
  readonly requestId: string;
}

/** The right to do a request, and the duty to say what became of it. Exactly one of its methods is called, once. */
export interface AnswerClaim {
  /**
   * Called before the caller gets the answer's last byte; resolves when the answer is stored. Never rejects: while the store
   * is away the answer waits in memory, and the caller is not kept waiting.
   */
  keep(answer: AnswerCopy): Promise<void>;
  /** Nothing came of it: the same request may be run anew. Never rejects. */
  giveUp(): Promise<void>;
}

export type ClaimResult =
  | { readonly state: 'claimed'; readonly claim: AnswerClaim }
  /** The first request with this key still runs, for so long already. */
  | { readonly state: 'running'; readonly runningMs: number }
  /** The key was used with another body. */
  | { readonly state: 'other_body' }
  | { readonly state: 'answered'; readonly answer: KeptAnswer }
  /** It was answered, and the answer cannot be shown again. */
  | { readonly state: 'not_kept' };

export interface AnswerClaims {
  /** @throws GatewayError storage_unavailable */
  claim(asked: OnceAsked): Promise<ClaimResult>;
}

/** A claim as the store knows it. Both texts are keyed digests: nothing of the header or the body can be guessed from them. */
export interface StoredClaim {
  /** Of the API key, the endpoint and the Idempotency-Key. */
  readonly id: string;
  /** Of the body. */
  readonly fingerprint: string;
  /** Who has the claim: no two requests share an id, also over processes. */
  readonly requestId: string;
}

export type StoredState =
  | { readonly state: 'claimed' }
  | { readonly state: 'running'; readonly runningMs: number }
  | { readonly state: 'other_body' }
  | {
      readonly state: 'answered';
      readonly requestId: string;
      readonly answer: Omit<AnswerCopy, 'text'>;
      /** Undefined: the answer was too large to be kept. */
      readonly sealed: string | undefined;
    };

/**
 * Claims and answers at rest. Whichever of several processes comes first has the claim. All times are told by the clock
 * of the database, which is the same for all of them.
 */
export interface IdempotencyStore {
  /** Takes the claim, or says who has it. One that was not answered is free once its lease is over. */
  claim(
    claim: StoredClaim & {
      readonly workspaceId: string;
      readonly keyId: string;
      readonly leaseMs: number;
      /** When it is forgotten, whatever becomes of it. */
      readonly keepMs: number;
    },
  ): Promise<StoredState>;
  renew(renewal: {
    readonly claims: readonly Pick<StoredClaim, 'id' | 'requestId'>[];
    readonly leaseMs: number;
  }): Promise<void>;
  /** False: the claim is another request's by now, and nothing was stored. */
  keep(
    kept: Pick<StoredClaim, 'id' | 'requestId'> & {
      readonly answer: Omit<AnswerCopy, 'text'>;
      readonly sealed: string | undefined;
      readonly keepMs: number;
    },
  ): Promise<boolean>;
  giveUp(claim: Pick<StoredClaim, 'id' | 'requestId'>): Promise<void>;
  /** Frees every claim without an answer: for the start of a process that has the database for itself. Returns how many. */
  giveUpAll(): Promise<number>;
  /** Removes what has had its time, at most so many. Returns how many. */
  forget(bound: { readonly most: number }): Promise<number>;
}

import {
  ANSWER_KEPT_MS,
  type AnswerCopy,
  type ClaimResult,
  type IdempotencyStore,
  MOST_ANSWER_BYTES,
  type StoredClaim,
  type StoredState,
} from '../domain/idempotency.ts';
import type { Log } from '../domain/ports.ts';
import type { Vault } from '../domain/vault.ts';

type Place = Pick<StoredClaim, 'id' | 'requestId'>;

/** Answers on their way into the store and back: in it they are sealed. */
export interface AnswerArchive {
  /** False: the claim is another request's by now. @throws whatever the store throws */
  put(entry: { readonly place: Place; readonly answer: AnswerCopy }): Promise<boolean>;
  open(found: Extract<StoredState, { state: 'answered' }> & Pick<StoredClaim, 'id'>): ClaimResult;
}

export function createAnswerArchive(deps: {
  readonly store: Pick<IdempotencyStore, 'keep'>;
  readonly vault: Vault;
  readonly log: Log;
}): AnswerArchive {
  const { store, vault, log } = deps;
  return {
    put({ place, answer: { text, ...answer } }) {
      const { id, requestId } = place;
      const sealed = text === undefined ? undefined : vault.seal({ plaintext: text, binding: bindingOf(place) });
      return store.keep({ id, requestId, answer, sealed, keepMs: ANSWER_KEPT_MS });
    },
    open({ id, requestId, answer, sealed }) {
      if (sealed === undefined) return { state: 'not_kept' };
      try {
        const text = vault.open({ sealed, binding: bindingOf({ id, requestId }) });
        return { state: 'answered', answer: { ...answer, requestId, text } };
      } catch (cause) {
        // Running it anew would charge it twice: the caller decides.
        log.error({ request_id: requestId, cause: String(cause) }, 'a stored answer cannot be opened');
        return { state: 'not_kept' };
      }
    },
  };
}

/** An answer that is moved to another row does not open there. */
function bindingOf({ id, requestId }: Place): string {
  return `idempotent answer\0${id}\0${requestId}`;
}

/** Without its text where that is too long. */
export function withinBounds(answer: AnswerCopy): AnswerCopy {
  const { text } = answer;
  return text !== undefined && Buffer.byteLength(text) > MOST_ANSWER_BYTES ? { ...answer, text: undefined } : answer;
}

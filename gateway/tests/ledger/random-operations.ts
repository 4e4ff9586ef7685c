import { FUNDING_SOURCES, type LedgerTransfer } from '../../src/domain/ledger.ts';
import type { AttemptRecord, OpenAttempt, RecordedOutcome, RequestRecord } from '../../src/domain/request-record.ts';
import { sampleAttemptRecord, sampleRequestRecord } from '../support/sample-request-record.ts';
import { sampleOpenAttempt, sampleTransfer } from '../support/sample-transfer.ts';

const WORKSPACES = ['ws_a', 'ws_b', 'ws_c', 'ws_d'];
const START_MS = 1_772_366_400_000;

/** What happens to a ledger. Each stands for one operation. */
export type Operation =
  | { readonly kind: 'open'; readonly attempt: OpenAttempt }
  | { readonly kind: 'record'; readonly record: RequestRecord }
  | { readonly kind: 'post'; readonly transfer: LedgerTransfer }
  /** The same id with another amount. */
  | { readonly kind: 'conflict'; readonly transfer: LedgerTransfer }
  | { readonly kind: 'expire'; readonly nowMs: number };

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function createDice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Operations as a gateway would make them, and as a broken one might: requests that end in every way, with or without having
 * been open; everything twice and thrice, late and out of order; credits that come, go and expire.
 */
export function createRandomOperations({ dice }: { dice: () => number }) {
  let made = 0;
  let nowMs = START_MS;
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(dice() * items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  };
  const chance = (share: number) => dice() < share;
  const amount = () => (chance(0.1) ? 0 : Math.floor(dice() * 10 ** (1 + Math.floor(dice() * 8))));
  const id = (kind: string) => `${kind}_${String(++made).padStart(12, '0')}`;
  /** The newest of what happened, so that some of it can happen again. */
  const past: Operation[] = [];
  const running: OpenAttempt[] = [];
  const remember = (operation: Operation): Operation => {
    if (past.length < 500) past.push(operation);
    else past[Math.floor(dice() * past.length)] = operation;
    return operation;
  };

  const opens = (): OpenAttempt =>
    sampleOpenAttempt({
      requestId: id('req'),
      attemptId: id('att'),
      workspaceId: pick(WORKSPACES),
      fundedBy: chance(0.7) ? 'credits' : pick(FUNDING_SOURCES),
      heldNanoUsd: amount(),
      startedAtMs: nowMs,
    });

  const attemptOf = (opened: OpenAttempt, outcome: RecordedOutcome): AttemptRecord => {
    const isFree = outcome === 'failed' || outcome === 'interrupted';
    return sampleAttemptRecord({
      id: opened.attemptId,
      access: opened.fundedBy === 'byok' ? 'byok' : 'platform',
      fundedBy: opened.fundedBy,
      heldNanoUsd: opened.heldNanoUsd,
      outcome,
      costNanoUsd: isFree ? 0 : chance(0.1) ? undefined : amount(),
      startedAtMs: nowMs,
    });
  };

  const ends = (opened: OpenAttempt, outcome: RecordedOutcome): Operation => {
    // Some fail over: the attempts before it cost nothing, but held something.
    const before = Array.from({ length: chance(0.2) ? 1 + Math.floor(dice() * 2) : 0 }, () =>
      attemptOf({ ...opens(), fundedBy: pick(FUNDING_SOURCES) }, 'failed'),
    );
    const attempts = [...before, attemptOf(opened, outcome)];
    const known = attempts.filter(({ costNanoUsd }) => costNanoUsd !== undefined);
    const record = sampleRequestRecord({
      id: opened.requestId,
      workspaceId: opened.workspaceId,
      startedAtMs: nowMs,
      outcome,
      costNanoUsd: known.length === 0 ? undefined : known.reduce((sum, { costNanoUsd = 0 }) => sum + costNanoUsd, 0),
      attempts,
    });
    return remember({ kind: 'record', record });
  };

  const creditsChange = (): Operation => {
    const isBack = chance(0.2);
    const transfer = sampleTransfer({
      id: id('cr'),
      workspaceId: pick(WORKSPACES),
      kind: isBack ? 'adjusted' : pick(['bought', 'granted', 'adjusted'] as const),
      from: isBack ? 'credits' : 'house',
      to: isBack ? 'house' : 'credits',
      nanoUsd: amount() * (isBack ? 2 : 20),
      atMs: nowMs,
      expiresAtMs: chance(0.6) ? nowMs + Math.floor(dice() * 100_000) : undefined,
    });
    return remember({ kind: 'post', transfer });
  };

  return {
    next(): Operation {
      nowMs += Math.floor(dice() * 20);
      const draw = dice();
      if (draw < 0.25) {
        const attempt = opens();
        running.push(attempt);
        return remember({ kind: 'open', attempt });
      }
      if (draw < 0.5 && running.length > 0) {
        const [opened] = running.splice(Math.floor(dice() * running.length), 1);
        if (opened !== undefined) return ends(opened, pick(['answered', 'failed', 'cut', 'cancelled'] as const));
      }
      if (draw < 0.85) return ends(opens(), 'answered');
      if (draw < 0.95 && past.length > 0) return pick(past);
      if (draw < 0.985) return creditsChange();
      if (draw < 0.99) {
        const again = pick(past);
        if (again.kind === 'post') {
          return { kind: 'conflict', transfer: { ...again.transfer, nanoUsd: again.transfer.nanoUsd + 1 } };
        }
        return again;
      }
      return { kind: 'expire', nowMs };
    },
    /** The process ends: what is still running is swept. */
    sweep: (open: readonly OpenAttempt[]): readonly Operation[] => {
      running.length = 0;
      return open.map((opened) => ends(opened, 'interrupted'));
    },
  };
}

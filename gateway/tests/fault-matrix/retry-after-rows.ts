import type { Behaviour } from '../fake-upstream/behaviour.ts';
import type { DialectId } from './matrix-dialects.ts';

/** The frozen time of these rows: a whole second, so that a date of HTTP can say it. */
export const FROZEN_NOW_MS = Date.UTC(2027, 0, 1);

/** F11: how a 429 asks to be left alone, and for how long that is respected. */
export interface RetryAfterRow {
  readonly spelling: string;
  readonly behaviour: Behaviour;
  /** Seconds of cooling, rounded up; 0: the next request may use it at once. */
  readonly coolsSeconds: number;
  readonly dialects?: readonly DialectId[];
}

const inSeconds = (seconds: number): string => new Date(FROZEN_NOW_MS + seconds * 1_000).toUTCString();

export const RETRY_AFTER_ROWS: readonly RetryAfterRow[] = [
  { spelling: '`Retry-After: 2`', behaviour: { rateLimit: { retryAfter: '2' } }, coolsSeconds: 2 },
  { spelling: '`Retry-After: 1.5`', behaviour: { rateLimit: { retryAfter: '1.5' } }, coolsSeconds: 2 },
  { spelling: 'a date 20 s ahead', behaviour: { rateLimit: { retryAfter: inSeconds(20) } }, coolsSeconds: 20 },
  { spelling: 'a date in the past', behaviour: { rateLimit: { retryAfter: inSeconds(-20) } }, coolsSeconds: 0 },
  { spelling: '`retry-after-ms: 7000`', behaviour: { rateLimit: { retryAfterMs: '7000' } }, coolsSeconds: 7 },
  { spelling: '`Retry-After: 999999`', behaviour: { rateLimit: { retryAfter: '999999' } }, coolsSeconds: 300 },
  { spelling: '`Retry-After: -1`', behaviour: { rateLimit: { retryAfter: '-1' } }, coolsSeconds: 0 },
  { spelling: '`Retry-After: soon`', behaviour: { rateLimit: { retryAfter: 'soon' } }, coolsSeconds: 1 },
  { spelling: 'no word about it', behaviour: { rateLimit: {} }, coolsSeconds: 1 },
  {
    spelling: '`retryDelay: "34.4s"` in the body',
    behaviour: {
      status: 429,
      body: {
        error: {
          code: 429,
          status: 'RESOURCE_EXHAUSTED',
          message: 'Resource has been exhausted.',
          details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.4s' }],
        },
      },
    },
    coolsSeconds: 35,
    dialects: ['google'],
  },
];

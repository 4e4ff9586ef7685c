import type { Log } from '../domain/ports.ts';
import type { Store } from '../domain/store.ts';
import type { Vault } from '../domain/vault.ts';
import type { DeliveryStore, DueDelivery, WebhookSender } from '../domain/webhook.ts';
import { signedHeaders } from './signed-headers.ts';
import { webhookBody } from './webhook-body.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The pause after each attempt; they add up to a little less than a day. */
const PAUSES_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  8 * HOUR_MS,
  8 * HOUR_MS,
] as const;
/** A part of each pause is left out by chance, so that what failed together does not come back together. */
const JITTER = 0.2;
export const WEBHOOK_TIMEOUT_MS = 15 * SECOND_MS;
/** Longer than an attempt may take, with its connection. */
const LEASE_MS = MINUTE_MS;
const AT_ONCE = 20;
const GONE = 410;
const JOB = { kind: 'job', name: 'deliver-webhooks' } as const;

export interface WebhookDelivery {
  /** Begins what is due, as far as not too much is under way. To be run every second or two. Returns how many it began. */
  run(): Promise<number>;
  /** Begins nothing any more, and waits for what is under way: at most some 20 seconds. */
  close(): Promise<void>;
}

export interface WebhookDeliveryDeps {
  readonly deliveries: DeliveryStore;
  /** Switches off whoever is gone, and leaves that in the audit log. */
  readonly write: Store['write'];
  readonly vault: Pick<Vault, 'open'>;
  readonly sender: WebhookSender;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Log;
}

/**
 * Posts events to webhooks, at least once each: an attempt whose end nobody wrote down is made again, with the same
 * `webhook-id`. Any number of processes may do it together.
 */
export function createWebhookDelivery(deps: WebhookDeliveryDeps): WebhookDelivery {
  const underWay = new Set<Promise<void>>();
  let isClosed = false;
  return {
    async run() {
      const limit = AT_ONCE - underWay.size;
      if (isClosed || limit <= 0) return 0;
      const due = await deps.deliveries.claimDue({ nowMs: deps.now(), leaseMs: LEASE_MS, limit });
      for (const delivery of due) {
        const attempt = tryOnce({ deps, due: delivery })
          // Its lease runs out, and somebody tries again.
          .catch((cause: unknown) =>
            deps.log.error({ cause: String(cause) }, 'a webhook delivery was not written down'),
          )
          .finally(() => underWay.delete(attempt));
        underWay.add(attempt);
      }
      return due.length;
    },
    async close() {
      isClosed = true;
      await Promise.all(underWay);
    },
  };
}

interface Attempt {
  readonly deps: WebhookDeliveryDeps;
  readonly due: DueDelivery;
}

async function tryOnce({ deps, due }: Attempt): Promise<void> {
  const { deliveries, now, log } = deps;
  const atMs = now();
  const answer = await post({ deps, due, atMs });
  const status = 'status' in answer ? answer.status : undefined;
  const error = errorOf(answer);
  const attempt = { deliveryId: due.delivery.id, atMs, tookMs: Math.max(0, now() - atMs), status, error };
  if (error === undefined) return deliveries.record({ attempt, state: 'delivered', nextAtMs: undefined });
  const nextAtMs = status === GONE ? undefined : nextAttemptAt({ due, nowMs: now(), random: deps.random });
  await deliveries.record({ attempt, state: nextAtMs === undefined ? 'failed' : 'waiting', nextAtMs });
  if (status === GONE) {
    const gone = { webhookId: due.webhook.id, atMs, reason: 'it answered 410: gone' };
    await deps.write({ actor: JOB, work: (writes) => writes.disableWebhook(gone) });
    log.warn({ webhook: due.delivery.webhookName }, 'a webhook answered 410, and is switched off');
  }
}

async function post({
  deps: { vault, sender },
  due: { event, webhook },
  atMs,
}: Attempt & { readonly atMs: number }): ReturnType<WebhookSender['send']> {
  const body = webhookBody(event);
  const headers = signedHeaders({ vault, webhook, id: event.id, atMs, body });
  if (headers === undefined) return { fault: 'its secret does not open; enter it again' };
  return sender.send({ url: webhook.url, trusted: webhook.trusted, headers, body, timeoutMs: WEBHOOK_TIMEOUT_MS });
}

/** Undefined: it was delivered. */
function errorOf(answer: Awaited<ReturnType<WebhookSender['send']>>): string | undefined {
  if ('fault' in answer) return answer.fault;
  if (answer.status >= 200 && answer.status < 300) return undefined;
  const isRedirect = answer.status >= 300 && answer.status < 400;
  return `it answered ${answer.status}${isRedirect ? ', and redirects are not followed' : ''}`;
}

/** Undefined: its day is over. */
function nextAttemptAt({
  due: { delivery },
  nowMs,
  random,
}: {
  readonly due: DueDelivery;
  readonly nowMs: number;
  readonly random: () => number;
}): number | undefined {
  const pauseMs = PAUSES_MS[delivery.triedTimes];
  if (pauseMs === undefined) return undefined;
  const nextAtMs = Math.round(nowMs + pauseMs * (1 - JITTER * random()));
  return nextAtMs - delivery.triedSinceMs > DAY_MS ? undefined : nextAtMs;
}

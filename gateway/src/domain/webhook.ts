import type { WebhookSecret } from './definitions.ts';
import type { EventType, GatewayEvent } from './event.ts';

/** `waiting`: for its next attempt. `failed`: nobody tries any more. */
export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One event on its way to one webhook. */
export interface Delivery {
  /** `whd_` and a number. */
  readonly id: string;
  readonly eventId: string;
  readonly eventType: EventType;
  readonly webhookId: string;
  readonly webhookName: string;
  readonly state: DeliveryState;
  /** All in all, those of earlier replays included. */
  readonly attempts: number;
  readonly createdAtMs: number;
  /** When it was created or last replayed: from then on it is tried for a day. */
  readonly triedSinceMs: number;
  /** Attempts since then. */
  readonly triedTimes: number;
  /** Undefined unless it waits. */
  readonly nextAtMs: number | undefined;
  readonly lastAtMs: number | undefined;
  /** Of the last answer; undefined where none came. */
  readonly lastStatus: number | undefined;
  /** Why the last attempt came to nothing, in our words. */
  readonly lastError: string | undefined;
}

/** A delivery that is to be tried now, and all that it takes. */
export interface DueDelivery {
  readonly delivery: Delivery;
  readonly event: GatewayEvent;
  readonly webhook: {
    readonly id: string;
    readonly workspaceId: string;
    readonly url: string;
    readonly sealedSecret: string;
    readonly secretVersion: number;
    readonly trusted: boolean;
    /** Until then messages are signed with it as well. */
    readonly previousSecret?: WebhookSecret | undefined;
  };
}

/** What became of one attempt. */
export interface DeliveryAttempt {
  readonly deliveryId: string;
  readonly atMs: number;
  readonly tookMs: number;
  readonly status: number | undefined;
  readonly error: string | undefined;
}

/** `disabled`: its webhook is switched off. */
export type DeliveryReplay = 'replayed' | 'unknown' | 'disabled';

export interface DeliveryStore {
  /**
   * Deliveries whose time has come, oldest first, each to be had by one process only until the lease is over: whoever dies
   * meanwhile leaves it to the others.
   */
  claimDue(query: {
    readonly nowMs: number;
    readonly leaseMs: number;
    readonly limit: number;
  }): Promise<readonly DueDelivery[]>;
  /** Writes down an attempt and where the delivery stands then. */
  record(outcome: {
    readonly attempt: DeliveryAttempt;
    readonly state: DeliveryState;
    readonly nextAtMs: number | undefined;
  }): Promise<void>;
  /** Newest first. */
  list(query: {
    readonly workspaceId?: string | undefined;
    readonly webhookId?: string | undefined;
    /** Only this one. */
    readonly deliveryId?: string | undefined;
    readonly state?: DeliveryState | undefined;
    readonly beforeId?: string | undefined;
    readonly limit: number;
  }): Promise<readonly Delivery[]>;
  /** Oldest first. */
  attemptsOf(query: { readonly deliveryId: string }): Promise<readonly DeliveryAttempt[]>;
}

/** What a webhook answered to a message that was sent only to see whether it does. */
export interface WebhookTest {
  readonly status: number | undefined;
  /** Undefined: it took the message. */
  readonly error: string | undefined;
  readonly tookMs: number;
}

/** Posts a message, through the guard of outgoing connections. Never rejects. */
export interface WebhookSender {
  send(message: {
    readonly url: string;
    /** Written by the operator into his own file: may point anywhere. */
    readonly trusted: boolean;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly timeoutMs: number;
  }): Promise<{ readonly status: number } | { readonly fault: string }>;
}

import type { LimitPolicy } from '../domain/limits.ts';
import { GRANT_USABLE_MS, type GrantAnswer, type GrantKind, type GrantOrder } from './grant-book.ts';

/** Whoever was given less than he wanted asks again after this, ms; until then the answer is known. */
const ASK_AGAIN_AFTER_MS = 50;
/** Nobody knows when others give something back. */
const OTHERS_RETRY_MS = 1_000;

/** What counts the uses of a limit here. */
export interface CountedHere {
  advance(nowMs: number): void;
  used(policy: LimitPolicy): number;
  /** ms */
  waitMs(policy: LimitPolicy, amount: number): number;
  /** ms; undefined: nobody knows */
  resetMs(policy: LimitPolicy): number | undefined;
}

/** Whether all gateways count together now, and how many there are. */
export interface Company {
  readonly isAlone: boolean;
  /** As many as were last seen, this one included. */
  readonly gateways: number;
}

/**
 * How much of one limit this gateway may use: as much as it was granted, or its part of the limit while nobody can be asked.
 * A class, since there is one for each limit of each key, route, workspace and address.
 */
export class LimitGrant {
  readonly name: string;
  readonly kind: GrantKind;
  /** The smallest where several count the same thing, as a workspace's and its plan's do. */
  limit: number;
  /** What uses it. */
  meter: CountedHere;
  private readonly policy: LimitPolicy;
  private readonly company: Company;
  private granted = 0;
  private others = 0;
  /** What was taken since something was given back last. */
  private taken = 0;
  private usableUntilMs = Number.NEGATIVE_INFINITY;
  private askAgainAtMs = Number.NEGATIVE_INFINITY;
  private othersReturnAtMs: number | undefined;
  private wanted = 0;
  private largest = 0;

  constructor(of: {
    readonly name: string;
    readonly policy: LimitPolicy;
    readonly meter: CountedHere;
    readonly company: Company;
  }) {
    this.name = of.name;
    this.kind = kindOf(of.policy);
    this.limit = of.policy.limit;
    this.meter = of.meter;
    this.policy = of.policy;
    this.company = of.company;
  }

  /** What is left for this gateway and nobody else knows better. Negative: so much is missing. */
  left({ limit }: LimitPolicy, needed: number): number {
    if (this.company.isAlone) return this.ownPart(limit) - needed;
    return limit - this.others - needed;
  }

  /** Whether `amount` more may be used now, with `used` counting already; or whether the others have to be asked. */
  roomFor({ limit }: LimitPolicy, use: { used: number; amount: number; nowMs: number }): 'there' | 'ask' | 'none' {
    const { used, amount, nowMs } = use;
    if (limit <= 0) return 'none';
    if (this.company.isAlone) return used === 0 || used + amount <= this.ownPart(limit) ? 'there' : 'none';
    if (used > 0 && used + amount > limit) return 'none';
    if (nowMs < this.usableUntilMs && used + amount <= this.granted) return 'there';
    return nowMs < this.askAgainAtMs ? 'none' : 'ask';
  }

  /** How long until there may be room at the earliest, where there is none, ms. Others may take it then. */
  waitMs(policy: LimitPolicy, amount: number, nowMs: number): number {
    const { meter, company } = this;
    if (policy.limit <= 0 || policy.windowSeconds !== 60) return meter.waitMs(policy, amount);
    const limit = company.isAlone ? this.ownPart(policy.limit) : Math.max(1, policy.limit - this.others);
    const ownMs = meter.waitMs({ ...policy, limit }, amount);
    if (company.isAlone) return Math.max(ASK_AGAIN_AFTER_MS, ownMs);
    const othersMs = this.othersReturnAtMs === undefined ? OTHERS_RETRY_MS : this.othersReturnAtMs - nowMs;
    return Math.max(ASK_AGAIN_AFTER_MS, ownMs === 0 ? othersMs : Math.min(ownMs, othersMs));
  }

  /** For one request that waits for it. */
  want(tokens: number): void {
    const amount = this.amountOf(tokens);
    this.wanted += amount;
    this.largest = Math.max(this.largest, amount);
  }

  took(tokens: number): void {
    this.taken += this.amountOf(tokens);
  }

  /** Of tokens that were taken, and not used. */
  gaveBack(tokens: number): void {
    if (this.policy.counted === 'tokens') this.taken = Math.max(0, this.taken - tokens);
  }

  /** What to ask and tell now. Nothing beyond `kept` is used until the answer is there. */
  order({ nowMs, givesBack }: { readonly nowMs: number; readonly givesBack: boolean }): GrantOrder {
    const { meter, policy, wanted, largest } = this;
    meter.advance(nowMs);
    const used = meter.used(policy);
    const isUsable = nowMs < this.usableUntilMs;
    const spare = isUsable ? Math.max(0, this.granted - used) : 0;
    // Who gives back keeps as much as he took in the time since he last did.
    const kept = used + (givesBack && wanted === 0 ? Math.min(spare, this.taken) : spare);
    this.granted = kept;
    this.wanted = 0;
    this.largest = 0;
    if (givesBack) this.taken = 0;
    const { name, kind, limit } = this;
    const returnsInMs = used > 0 ? meter.resetMs(policy) : undefined;
    const endsInMs = kind === 'day' ? meter.resetMs(policy) : undefined;
    return { name, kind, limit, used, kept, wanted, largest, returnsInMs, endsInMs };
  }

  answered({ order, answer, sentAtMs, nowMs }: Answered): void {
    this.granted = answer.granted;
    this.others = answer.others;
    this.usableUntilMs = sentAtMs + GRANT_USABLE_MS;
    this.othersReturnAtMs = answer.returnsInMs === undefined ? undefined : nowMs + answer.returnsInMs;
    const isShort = order.wanted > 0 && answer.granted < order.kept + order.wanted;
    this.askAgainAtMs = isShort ? nowMs + ASK_AGAIN_AFTER_MS : Number.NEGATIVE_INFINITY;
  }

  /** Nobody can be asked, or the day is over: what was granted counts no more. */
  forget(): void {
    this.granted = 0;
    this.others = 0;
    this.usableUntilMs = Number.NEGATIVE_INFINITY;
    this.askAgainAtMs = Number.NEGATIVE_INFINITY;
    this.wanted = 0;
    this.largest = 0;
  }

  /** Whether nobody would miss it: nothing counts here, and nothing is kept. */
  isIdle(): boolean {
    return this.granted === 0 && this.wanted === 0 && this.meter.used(this.policy) === 0;
  }

  private amountOf(tokens: number): number {
    return this.policy.counted === 'tokens' ? tokens : 1;
  }

  /** At least one: a small limit on many gateways must not stop everybody. */
  private ownPart(limit: number): number {
    return Math.max(1, Math.floor(limit / this.company.gateways));
  }
}

interface Answered {
  readonly order: GrantOrder;
  readonly answer: GrantAnswer;
  /** The book may have counted from any moment between the two. */
  readonly sentAtMs: number;
  readonly nowMs: number;
}

function kindOf({ windowSeconds }: LimitPolicy): GrantKind {
  if (windowSeconds === undefined) return 'running';
  return windowSeconds === 60 ? 'minute' : 'day';
}

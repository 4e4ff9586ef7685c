import type { AttemptFailure } from '../domain/failure.ts';
import type { Clock } from '../domain/ports.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { Task } from '../domain/task.ts';
import type {
  StreamFrame,
  UpstreamCall,
  UpstreamFault,
  UpstreamHandlers,
  UpstreamHeaders,
  UpstreamTransport,
} from '../domain/upstream.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';
import { MalformedAnswerError, type ReadFailure, type UpstreamFailureAnswer } from '../wire/dialect.ts';
import { type AnswerReading, createAnswerReading } from './answer-reading.ts';
import type { AttemptResult } from './attempt-result.ts';
import { type AttemptTimers, createAttemptTimers } from './attempt-timers.ts';
import type { BuiltRequest } from './build-upstream-request.ts';
import type { ClientPresence, StreamSink } from './exchange.ts';
import { failureOfFault, failureOfRead, plainFailure, readAttemptFailure } from './read-attempt-failure.ts';
import type { StopSignal } from './stop-signal.ts';

export interface AttemptInput {
  readonly task: Task;
  readonly target: AttemptTarget;
  readonly adapter: ProviderAdapter;
  /** A stream that no other attempt will continue: its texts need not be kept. */
  readonly forgetsTexts: boolean;
  readonly built: BuiltRequest;
  readonly transport: UpstreamTransport;
  readonly sink: StreamSink;
  readonly client: ClientPresence;
  readonly clock: Clock;
  /** Ends this attempt: the earlier of its own timeout and what the route's deadline leaves. */
  readonly endsAtMs: number;
  /** What `endsAtMs` is, when it strikes: this attempt's timeout, or the deadline of the whole request. */
  readonly endsBy: 'timeout' | 'deadline';
  readonly drains: DrainSlots;
  readonly stop: StopSignal;
}

/** Cancelled streams of providers that bill on regardless are read to their usage, a bounded number at a time. */
export interface DrainSlots {
  tryTake(): (() => void) | undefined;
}

const MAX_DRAIN_MS = 30_000;

/** Calls one target and reads its answer. Never rejects: every way to end is an `AttemptResult`. */
export function runAttempt(input: AttemptInput): Promise<AttemptResult> {
  return new Promise((resolve) => {
    new AttemptRun(input, resolve).start();
  });
}

class AttemptRun implements UpstreamHandlers {
  private readonly input: AttemptInput;
  private readonly resolve: (result: AttemptResult) => void;
  private readonly reading: AnswerReading;
  private readonly timers: AttemptTimers;
  private readonly startedAtMs: number;
  private call: UpstreamCall | undefined;
  private forgetClient: () => void = () => {};
  private forgetStop: () => void = () => {};
  private status: number | undefined;
  private headers: UpstreamHeaders = {};
  private firstContentMs: number | undefined;
  private settled = false;
  private releaseDrain: (() => void) | undefined;

  constructor(input: AttemptInput, resolve: (result: AttemptResult) => void) {
    this.input = input;
    this.resolve = resolve;
    this.startedAtMs = input.clock.now();
    this.reading = createAnswerReading(input);
    this.timers = createAttemptTimers({
      onFirstContentTimeout: () => this.fail(plainFailure({ class: 'timeout', detail: 'first_content_timeout' })),
      onIdleTimeout: () => this.idle(),
      onEnd: () => this.endOfTime(),
    });
  }

  start(): void {
    const { input } = this;
    this.timers.startEnd(input.endsAtMs - this.startedAtMs);
    if (input.task.stream) this.timers.startFirstContent(input.target.firstContentTimeoutMs);
    this.call = input.transport.call(input.built.request, this);
    if (this.settled) {
      this.call.abort();
      return;
    }
    this.forgetClient = input.client.whenGone(() => this.clientGone());
    this.forgetStop = input.stop.whenStopped(() => this.stopped());
  }

  onHeaders(head: { readonly status: number; readonly headers: UpstreamHeaders }): void {
    this.status = head.status;
    this.headers = head.headers;
  }

  onFrames(frames: readonly StreamFrame[]): void {
    if (this.settled) return;
    this.read(() => this.reading.readFrames(frames));
  }

  onBody(text: string): void {
    if (this.settled) return;
    const status = this.status ?? 0;
    if (status >= 300 || status < 200) {
      const { adapter, built, clock } = this.input;
      const answer = { adapter, readFailure: built.readFailure, status, headers: this.headers, text };
      this.fail(readAttemptFailure({ ...answer, nowMs: clock.now() }));
    } else this.read(() => this.reading.readWhole(text));
  }

  onEnd(): void {
    if (this.settled) return;
    this.read(() => this.reading.readEnd());
    if (this.settled) return;
    if (this.settleIfFinished({ bodyEnded: true })) return;
    this.fail(plainFailure({ class: 'malformed_response', status: this.status, detail: 'no_terminal_marker' }));
  }

  private settleIfFinished(at: { readonly bodyEnded: boolean }): boolean {
    const answer = this.reading.finished(at);
    if (answer) this.settle({ state: 'answered', answer, usage: this.reading.usage(), ...this.facts() });
    return answer !== undefined;
  }

  onFault(fault: UpstreamFault): void {
    if (this.settled) return;
    // What breaks behind the terminal marker no longer takes anything from the answer.
    if (this.settleIfFinished({ bodyEnded: false })) return;
    this.fail(failureOfFault({ fault, status: this.status }));
  }

  /** Runs a reading step, hands what it yields to the caller, and turns a dialect's complaint into a failure. */
  private read(step: () => ReturnType<AnswerReading['readFrames']>): void {
    let events: ReturnType<AnswerReading['readFrames']>;
    try {
      events = step();
    } catch (error) {
      this.deliver(this.reading.takeUnsent());
      this.fail(this.failureOf(error));
      return;
    }
    this.deliver(events);
  }

  private failureOf(error: unknown): AttemptFailure {
    if (error instanceof MalformedAnswerError) return this.classifyRead(error.failure);
    // A fault of our own reader must not take the process down, nor leave the caller waiting.
    const note = error instanceof Error ? error.message : String(error);
    return { ...plainFailure({ class: 'malformed_response', status: this.status, detail: 'reader_fault' }), note };
  }

  private classifyRead(read: ReadFailure): AttemptFailure {
    const { adapter } = this.input;
    const answer: UpstreamFailureAnswer = { status: this.status ?? 200, headers: this.headers, body: undefined };
    return failureOfRead({
      read: { ...read, class: adapter.classify?.(answer, read) ?? read.class },
      status: this.status,
    });
  }

  private deliver(events: ReturnType<AnswerReading['readFrames']>): void {
    if (events.length === 0) return;
    if (this.firstContentMs === undefined) {
      this.firstContentMs = this.input.clock.now() - this.startedAtMs;
      this.timers.stopFirstContent();
    }
    if (!this.input.task.stream) return;
    this.timers.restartIdle(this.input.target.idleTimeoutMs);
    if (this.releaseDrain || this.send(events)) return;
    // The caller reads slowly: stop reading upstream, and don't blame the upstream for the silence.
    this.call?.pause();
    this.timers.stopIdle();
    this.input.sink.onceDrained(() => {
      if (this.settled) return;
      this.timers.restartIdle(this.input.target.idleTimeoutMs);
      this.call?.resume();
    });
  }

  /** False: the caller reads slowly. */
  private send(events: ReturnType<AnswerReading['readFrames']>): boolean {
    try {
      return this.input.sink.write(events);
    } catch (error) {
      // A fault of our own writer ends this attempt, not the process, and the caller is told.
      const note = error instanceof Error ? error.message : String(error);
      this.fail({ ...plainFailure({ class: 'unknown', status: this.status, detail: 'writer_fault' }), note });
      return true;
    }
  }

  private idle(): void {
    // Some upstreams keep the connection open after the terminal marker: the answer is whole all the same.
    if (this.settleIfFinished({ bodyEnded: false })) return;
    this.fail(plainFailure({ class: 'timeout', status: this.status, detail: 'idle_timeout' }));
  }

  private endOfTime(): void {
    if (this.releaseDrain) {
      this.settle({ state: 'cancelled', usage: this.reading.usage(), ...this.facts() });
      return;
    }
    const deadline = this.input.endsBy === 'deadline';
    this.fail(
      plainFailure({ class: deadline ? 'deadline' : 'timeout', detail: deadline ? 'deadline' : 'attempt_timeout' }),
    );
  }

  private clientGone(): void {
    if (this.settled) return;
    const { adapter, client, drains } = this.input;
    // Who was dismissed waits to be told so, and nothing more is to be used for them.
    const mayDrain = adapter.billsAfterDisconnect && this.status === 200 && client.dismissal === undefined;
    this.releaseDrain = mayDrain ? drains.tryTake() : undefined;
    if (!this.releaseDrain) {
      // From its first answer on the provider has read the task, and bills that at least.
      const usage = this.status === 200 ? this.reading.usage() : undefined;
      this.settle({ state: 'cancelled', usage, ...this.facts() });
      return;
    }
    this.timers.stopFirstContent();
    this.timers.startEnd(MAX_DRAIN_MS);
    this.call?.resume();
  }

  private stopped(): void {
    if (this.settled || this.settleIfFinished({ bodyEnded: false })) return;
    this.fail(plainFailure({ class: 'shutting_down', status: this.status, detail: 'shutting_down' }));
  }

  private fail(failure: AttemptFailure): void {
    if (this.settled) return;
    if (this.releaseDrain) {
      this.settle({ state: 'cancelled', usage: this.reading.usage(), ...this.facts() });
    } else if (this.input.task.stream && this.reading.hasOutput()) {
      const partial = this.reading.partial();
      this.settle({ state: 'cut', failure, partial, usage: this.reading.usage(), ...this.facts() });
    } else this.settle({ state: 'failed', failure, ...this.facts() });
  }

  private facts() {
    return { firstContentMs: this.firstContentMs, status: this.status };
  }

  private settle(result: AttemptResult): void {
    if (this.settled) return;
    this.settled = true;
    this.timers.stopAll();
    this.forgetClient();
    this.forgetStop();
    const drained = this.releaseDrain !== undefined;
    this.releaseDrain?.();
    this.call?.abort();
    const finished = drained && result.state === 'answered';
    this.resolve(finished ? { state: 'cancelled', usage: result.usage, ...this.facts() } : result);
  }
}

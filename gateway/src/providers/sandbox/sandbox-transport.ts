import type { UpstreamCall, UpstreamHandlers, UpstreamRequest, UpstreamTransport } from '../../domain/upstream.ts';
import type { SandboxStep } from './sandbox-step.ts';

/** Time as the sandbox uses it. Each returns how to call it off. */
export interface SandboxTimers {
  /** In a tick of its own. */
  soon(run: () => void): () => void;
  after(ms: number, run: () => void): () => void;
}

export const SYSTEM_TIMERS: SandboxTimers = {
  soon(run) {
    const immediate = setImmediate(run);
    return () => clearImmediate(immediate);
  },
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * An upstream without a network: what `answer` says is done step by step, each step in a tick of its own, so that a stream
 * is one. Nothing happens while the call is paused, and nothing after it was aborted.
 */
export function createSandboxTransport(deps: {
  answer: (request: UpstreamRequest) => Iterable<SandboxStep>;
  timers: SandboxTimers;
}): UpstreamTransport {
  return {
    call(request, handlers) {
      const play = new Play({ steps: deps.answer(request)[Symbol.iterator](), handlers, timers: deps.timers });
      play.next();
      return play;
    },
  };
}

class Play implements UpstreamCall {
  private readonly steps: Iterator<SandboxStep>;
  private readonly handlers: UpstreamHandlers;
  private readonly timers: SandboxTimers;
  private callOff: () => void = () => {};
  private isPaused = false;
  private isWaitingForResume = false;
  private isOver = false;

  constructor(input: { steps: Iterator<SandboxStep>; handlers: UpstreamHandlers; timers: SandboxTimers }) {
    this.steps = input.steps;
    this.handlers = input.handlers;
    this.timers = input.timers;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    if (!this.isWaitingForResume) return;
    this.isWaitingForResume = false;
    this.next();
  }

  abort(): void {
    this.isOver = true;
    this.callOff();
  }

  next(): void {
    if (!this.isOver) this.callOff = this.timers.soon(this.run);
  }

  private readonly run = (): void => {
    if (this.isOver) return;
    if (this.isPaused) {
      this.isWaitingForResume = true;
      return;
    }
    try {
      this.doNextStep();
    } catch (error) {
      // As on a network: a fault in whoever reads ends this call, and not the process.
      this.isOver = true;
      const message = error instanceof Error ? error.message : String(error);
      this.handlers.onFault({ kind: 'protocol', message });
    }
  };

  private doNextStep(): void {
    const next = this.steps.next();
    if (next.done === true) return;
    const step = next.value;
    switch (step.act) {
      case 'wait':
        this.callOff = this.timers.after(step.ms, this.run);
        return;
      case 'headers':
        this.handlers.onHeaders({ status: step.status, headers: step.headers });
        break;
      case 'frames':
        this.handlers.onFrames(step.frames);
        break;
      case 'body':
        this.handlers.onBody(step.text);
        break;
      case 'end':
        this.isOver = true;
        this.handlers.onEnd();
        return;
      case 'fault':
        this.isOver = true;
        this.handlers.onFault(step.fault);
        return;
    }
    this.next();
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayError } from '../domain/gateway-error.ts';
import { LinkedList } from '../domain/linked-list.ts';
import type { ClientPresence } from '../pipeline/exchange.ts';
import { endBodyOf } from './unfinished-request.ts';

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A response that closes before it was finished means that nobody listens any more. */
export function watchClient(call: Call): ClientPresence {
  return new WatchedClient(call);
}

// A class: an accessor in an object literal gives each object a hidden class of its own, which only a full collection
// frees. For one object a request that cost more than the request itself.
class WatchedClient implements ClientPresence {
  gone = false;
  dismissal: GatewayError | undefined = undefined;
  private isAwaited = true;
  private callbacks: LinkedList<() => void> | undefined = undefined;
  private readonly request: IncomingMessage;

  constructor({ request, response }: Call) {
    this.request = request;
    response.on('close', () => {
      if (!response.writableFinished && this.isAwaited) this.leave();
    });
  }

  whenGone(callback: () => void): () => void {
    if (this.gone) {
      callback();
      return () => {};
    }
    this.callbacks ??= new LinkedList();
    const { callbacks } = this;
    const link = callbacks.add(callback);
    return () => callbacks.remove(link);
  }

  workOn(): void {
    this.isAwaited = false;
    this.gone = this.dismissal !== undefined;
  }

  dismiss(error: GatewayError): void {
    if (this.gone) return;
    this.dismissal = error;
    endBodyOf({ request: this.request, error });
    this.leave();
  }

  private leave(): void {
    this.gone = true;
    // One of them may take back another one.
    for (let call = this.callbacks?.shift(); call !== undefined; call = this.callbacks?.shift()) call();
  }
}

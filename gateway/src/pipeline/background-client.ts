import type { GatewayError } from '../domain/gateway-error.ts';
import type { ClientPresence } from './exchange.ts';

/** Nobody listens, and the work goes on until it is given up. */
export class BackgroundClient implements ClientPresence {
  gone = false;
  readonly dismissal: GatewayError | undefined = undefined;
  private readonly callbacks = new Set<() => void>();

  whenGone(callback: () => void): () => void {
    if (this.gone) callback();
    else this.callbacks.add(callback);
    return () => this.callbacks.delete(callback);
  }

  dismiss(): void {
    this.giveUp();
  }

  workOn(): void {}

  giveUp(): void {
    if (this.gone) return;
    this.gone = true;
    for (const callback of this.callbacks) callback();
    this.callbacks.clear();
  }
}

import { GatewayError } from '../../domain/gateway-error.ts';

/** What somebody wants is no mistake in itself; it does not fit what the object is by now. */
export function wrongState({ message, hint }: { readonly message: string; readonly hint: string }): GatewayError {
  return new GatewayError('conflict', { reason: 'wrong_state', message, hint });
}

import { createHash } from 'node:crypto';
import { GatewayError } from '../../domain/gateway-error.ts';

/** A strong entity tag (RFC 9110 §8.8.3) of what an object says: the same content has the same tag. */
export function entityTag(content: object): string {
  return `"${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)}"`;
}

/**
 * Compares the header If-Match with what stands in the store. Called within the transaction that writes, so that of two
 * tabs the second one is told.
 * @param ifMatch `*` stands for "whatever is there", for scripts that know what they do
 * @throws GatewayError precondition_required, precondition_failed
 */
export function requireUnchanged({ ifMatch, current }: { ifMatch: string | undefined; current: object }): void {
  if (ifMatch === undefined) throw new GatewayError('precondition_required');
  if (namesTag({ header: ifMatch, tag: entityTag(current) })) return;
  const hint = ifMatch.includes('"') ? undefined : 'Send the ETag as it came, with its quotes: If-Match: "…".';
  throw new GatewayError('precondition_failed', { hint });
}

/**
 * Whether a list of tags names this one. A proxy that compresses answers makes tags weak (`W/"…"`); ours are digests of the
 * content, so that nothing is lost by taking them all the same.
 */
export function namesTag({ header, tag }: { readonly header: string; readonly tag: string }): boolean {
  const tags = header.split(',').map((text) => text.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag);
}

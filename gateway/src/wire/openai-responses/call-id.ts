import { createHash } from 'node:crypto';

const LONGEST = 64;

/**
 * The format refuses ids of more than 64 characters, and other providers give longer ones. A long id always becomes the
 * same short one, so a call and its result stay together.
 */
export function callId(id: string): string {
  return id.length <= LONGEST ? id : `call_${createHash('sha256').update(id).digest('base64url')}`;
}

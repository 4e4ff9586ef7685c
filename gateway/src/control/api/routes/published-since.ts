import * as z from 'zod';
import { GatewayError } from '../../../domain/gateway-error.ts';

export const evenIfPublishedSince = z
  .boolean()
  .default(false)
  .describe('Also where another version was published after work on the draft had begun');

/** `version`: the one that is published now. */
export function publishedSince(version: number | undefined): GatewayError {
  return new GatewayError('conflict', {
    reason: 'published_since',
    message: `Version ${version ?? 'none'} was published after work on this draft had begun.`,
    hint: 'Look at the diff, then send it again with "even_if_published_since": true.',
  });
}

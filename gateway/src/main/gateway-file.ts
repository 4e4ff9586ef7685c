import { join } from 'node:path';
import * as z from 'zod';

/**
 * What a running gateway leaves in its data folder, for commands beside it: where it listens, and a token that is good
 * for this start only. Readable by its own user alone.
 */
export const gatewayFileSchema = z.object({
  pid: z.int(),
  started_at: z.iso.datetime(),
  url: z.url({ protocol: /^http$/ }),
  token: z.string().regex(/^lkadm_[A-Za-z0-9_-]{32,}$/),
});

export type GatewayFile = z.infer<typeof gatewayFileSchema>;

export function gatewayFileOf(dataDir: string): string {
  return join(dataDir, 'gateway.json');
}

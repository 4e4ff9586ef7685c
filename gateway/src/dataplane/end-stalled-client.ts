import type { ServerResponse } from 'node:http';

/**
 * A client that takes no byte for the server's `timeout` while some wait for it is cut, however the answer came about.
 * What its request used until then is recorded as that of a client who went away. Silence alone is no reason: it may be
 * the provider who thinks.
 */
export function endStalledClient(response: ServerResponse): void {
  // Node has looked whether the operating system took a part of what waits. A listener keeps it from cutting by itself.
  response.on('timeout', () => {
    if (response.writableLength > 0 || (response.socket?.writableLength ?? 0) > 0) response.destroy();
  });
}

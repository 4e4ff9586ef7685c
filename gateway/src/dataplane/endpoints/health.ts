import type { Handler } from '../handler.ts';
import { sendJson } from '../response-writer.ts';

/** Alive: the process answers. Says nothing about whether it should get traffic. */
export const healthz: Handler = {
  method: 'GET',
  path: '/healthz',
  isApi: false,
  handle: ({ response, requestId }) => sendJson({ response, requestId, status: 200, body: { status: 'ok' } }),
};

/** Takes traffic: the first snapshot is loaded and no shutdown has begun. */
export const readyz: Handler = {
  method: 'GET',
  path: '/readyz',
  isApi: false,
  handle({ response, requestId, options }) {
    const ready = options.ready() && !options.isShuttingDown();
    const status = ready ? 'ready' : options.isShuttingDown() ? 'shutting_down' : 'starting';
    sendJson({ response, requestId, status: ready ? 200 : 503, body: { status } });
  },
};

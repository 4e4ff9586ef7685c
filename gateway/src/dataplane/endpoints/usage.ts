import type { Principal } from '../../domain/route.ts';
import type { UsageAnswer } from '../../usage/answer-usage.ts';
import type { UsageReader } from '../../usage/read-usage-query.ts';
import { usageCsv, usageJson } from '../../usage/write-usage.ts';
import type { Handler, RequestContext } from '../handler.ts';
import { identifyReader } from '../identify-reader.ts';
import { sendJson } from '../response-writer.ts';

const PATH = '/api/usage';

/** What was used, and what it cost: for the operator of everything, for an API key of what it asked for itself. */
export const usage: Handler = {
  method: 'GET',
  path: PATH,
  // Refuses browsers by itself: also those of origins that may send tasks.
  isApi: false,
  async handle(context) {
    const { request, response, requestId, options } = context;
    const asked = await identifyReader({ context, endpoint: PATH, membersPath: '/api/workspaces/{workspaceId}/usage' });
    const url = request.url ?? '';
    const answer = await options.usage({
      parameters: new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : ''),
      reader: asked.kind === 'operator' ? asked : keyReader(asked.principal),
      usualFormat: /\btext\/csv\b/i.test(request.headers.accept ?? '') ? 'csv' : 'json',
    });
    if (answer.format === 'csv') return sendCsv({ context, answer });
    sendJson({ response, requestId, status: 200, body: { ...usageJson(answer), request_id: requestId } });
  },
};

function keyReader({ keyId, workspaceId }: Principal): UsageReader {
  return { kind: 'key', keyId, workspaceId };
}

function sendCsv({ context, answer }: { readonly context: RequestContext; readonly answer: UsageAnswer }): void {
  const { response, requestId } = context;
  if (response.headersSent || response.destroyed) return;
  const text = usageCsv(answer);
  const day = new Date(answer.query.fromMs).toISOString().slice(0, 10);
  response.writeHead(200, {
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Length': Buffer.byteLength(text),
    'Content-Disposition': `attachment; filename="usage-from-${day}.csv"`,
    'Cache-Control': 'no-store',
    'X-LK-Request-ID': requestId,
    ...(answer.next === undefined ? undefined : { 'X-LK-Next': answer.next }),
  });
  response.end(text);
}

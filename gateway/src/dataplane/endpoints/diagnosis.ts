import { diagnoseNow } from '../../diagnosis/diagnose-now.ts';
import { GatewayError } from '../../domain/gateway-error.ts';
import type { RequestRecord } from '../../domain/request-record.ts';
import type { Handler } from '../handler.ts';
import { identifyReader, type Reader } from '../identify-reader.ts';
import { sendJson } from '../response-writer.ts';

const PATTERN = /^\/api\/requests\/([^/?]{1,64})\/diagnosis(?:\?|$)/;
const PATH = '/api/requests/{id}/diagnosis';

/** Why a request went as it did: for the operator of any request, for an API key of those of its workspace. */
export const diagnosis: Handler = {
  method: 'GET',
  path: PATH,
  pattern: PATTERN,
  // Refuses browsers by itself: also those of origins that may send tasks.
  isApi: false,
  async handle(context) {
    const { request, response, requestId, options } = context;
    const membersPath = '/api/workspaces/{workspaceId}/requests/{requestId}/diagnosis';
    const reader = await identifyReader({ context, endpoint: PATH, membersPath });
    const id = PATTERN.exec(request.url ?? '')?.[1] ?? '';
    const record = await options.requestLog.find(id);
    if (record === undefined || !mayRead({ reader, record })) throw noSuchRequest();
    const { deps: pipeline, allowanceOf, allowedOrigins, requestLog } = options;
    const gateway = { pipeline, allowanceOf, allowedOrigins, before: requestLog.before };
    const body = await diagnoseNow({ record, withNotes: reader.kind === 'operator', gateway });
    sendJson({ response, requestId, status: 200, body });
  },
};

function mayRead({ reader, record }: { reader: Reader; record: RequestRecord }): boolean {
  return reader.kind === 'operator' || record.workspaceId === reader.principal.workspaceId;
}

/** The same for a request of another workspace: that it exists is nobody else's business. */
function noSuchRequest(): GatewayError {
  return new GatewayError('not_found', {
    detail: 'no_such_request',
    message: 'There is no such request in the log.',
    hint: 'A request id stands in the header X-LK-Request-ID of every answer and begins with req_. Health checks and answered questions such as /v1/whoami leave no record.',
  });
}

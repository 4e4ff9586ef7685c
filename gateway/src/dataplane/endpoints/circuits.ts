import { circuitsNow } from '../../diagnosis/circuits-now.ts';
import { GatewayError } from '../../domain/gateway-error.ts';
import type { Handler } from '../handler.ts';
import { operatorAsks } from '../identify-reader.ts';
import { sendJson } from '../response-writer.ts';

/** Which targets of the routes rest after failures: for the operator. What is shown holds no secret and no address. */
export const circuits: Handler = {
  method: 'GET',
  path: '/api/circuits',
  // Refuses browsers by itself: also those of origins that may send tasks.
  isApi: false,
  handle(context) {
    const { request, response, requestId, options } = context;
    if (!operatorAsks({ context, membersPath: '/api/workspaces/{workspaceId}/circuits' }))
      throw operatorOnly(request.headers.authorization);
    const { snapshots, health, load, clock } = options.deps;
    const nowMs = clock.now();
    const body = {
      time: new Date(nowMs).toISOString(),
      circuits: circuitsNow({ snapshot: snapshots.current(), health, load, nowMs }),
    };
    sendJson({ response, requestId, status: 200, body });
  },
};

function operatorOnly(authorization: string | undefined): GatewayError {
  const hint = 'Send "Authorization: Bearer lkadm_…" with the value of LATENTKIT_ADMIN_TOKEN.';
  if (authorization === undefined) {
    return new GatewayError('missing_api_key', { message: "This request carries no operator's token.", hint });
  }
  return new GatewayError('invalid_api_key', {
    reason: 'unknown',
    detail: 'operator_only',
    message: 'This address is for the operator of the gateway: an API key does not open it.',
    hint,
  });
}

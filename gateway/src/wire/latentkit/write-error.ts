import type { GatewayError } from '../../domain/gateway-error.ts';

/** CONTRACT §6. `code` is the legacy alias of `error`. */
export function writeErrorBody({ error, requestId }: { error: GatewayError; requestId: string }) {
  return {
    error: error.code,
    code: error.code,
    message: error.message,
    ...(error.reason === undefined ? undefined : { reason: error.reason }),
    ...(error.param === undefined ? undefined : { param: error.param }),
    hint: error.hint,
    request_id: requestId,
    docs: `/docs/errors#${error.code}`,
    ...(error.attempts === undefined ? undefined : { attempts: error.attempts }),
    ...error.extra,
  };
}

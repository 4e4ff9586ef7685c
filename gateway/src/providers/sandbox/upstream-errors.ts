import { type SandboxStep, wholeAnswer } from './sandbox-step.ts';
import type { TriggerWordOf } from './triggers.ts';

interface UpstreamError {
  readonly status: number;
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
  readonly param?: string;
}

/** Error answers in the shape of the OpenAI API: `{"error": {message, type, param, code}}`. */
const UPSTREAM_ERRORS: Readonly<Record<TriggerWordOf<'upstream_error'>, UpstreamError>> = {
  bad_request: {
    status: 400,
    message: 'The sandbox was told to refuse this.',
    type: 'invalid_request_error',
    code: null,
  },
  unsupported_parameter: {
    status: 400,
    message: "The sandbox was told not to know the parameter 'seed'.",
    type: 'invalid_request_error',
    code: 'unsupported_parameter',
    param: 'seed',
  },
  context_length: {
    status: 400,
    message: 'The sandbox was told that this is longer than its context window.',
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    param: 'messages',
  },
  content_policy: {
    status: 400,
    message: 'The sandbox was told to refuse this by its content policy.',
    type: 'invalid_request_error',
    code: 'content_policy_violation',
  },
  invalid_image: {
    status: 400,
    message: 'The sandbox was told that it cannot read an image.',
    type: 'invalid_request_error',
    code: 'invalid_image',
  },
  unauthorized: {
    status: 401,
    message: 'The sandbox was told to refuse the credential.',
    type: 'invalid_request_error',
    code: 'invalid_api_key',
  },
  forbidden: {
    status: 403,
    message: 'The sandbox was told to refuse the account.',
    type: 'permission_error',
    code: null,
  },
  model_not_found: {
    status: 404,
    message: 'The sandbox was told not to know the model.',
    type: 'invalid_request_error',
    code: 'model_not_found',
  },
  conflict: { status: 409, message: 'The sandbox was told to conflict.', type: 'conflict', code: null },
  too_large: {
    status: 413,
    message: 'The sandbox was told that this is too large.',
    type: 'invalid_request_error',
    code: 'request_too_large',
  },
  rate_limited: {
    status: 429,
    message: 'The sandbox was told that it gets too many requests.',
    type: 'requests',
    code: 'rate_limit_exceeded',
  },
  quota: {
    status: 429,
    message: 'The sandbox was told that its account has no credit left.',
    type: 'insufficient_quota',
    code: 'insufficient_quota',
  },
  server_error: { status: 500, message: 'The sandbox was told to fail.', type: 'server_error', code: null },
  overloaded: {
    status: 503,
    message: 'The sandbox was told that it is overloaded.',
    type: 'server_error',
    code: 'server_is_overloaded',
  },
};

/** `amount`: seconds for Retry-After, where the trigger takes them. */
export function upstreamError(ask: {
  readonly word: TriggerWordOf<'upstream_error'>;
  readonly amount: number | undefined;
}): readonly SandboxStep[] {
  const { status, ...error } = UPSTREAM_ERRORS[ask.word];
  const headers = ask.amount === undefined ? {} : { 'retry-after': String(ask.amount) };
  return wholeAnswer({ status, headers, body: errorBody(error) });
}

/** A request that the sandbox itself cannot serve. */
export function refuseRequest({ message, param }: { message: string; param: string }): readonly SandboxStep[] {
  const error = { message, type: 'invalid_request_error', code: 'invalid_value', param };
  return wholeAnswer({ status: 400, body: errorBody(error) });
}

/** The error that comes inside a 200: nothing but its body says that it is one. */
export const IN_BAND_ERROR = errorBody({
  message: 'The sandbox was told to fail in the middle.',
  type: 'server_error',
  code: 'server_error',
});

function errorBody(error: Omit<UpstreamError, 'status'>): { readonly error: Readonly<Record<string, unknown>> } {
  return { error: { message: error.message, type: error.type, param: error.param ?? null, code: error.code } };
}

/** One row per stable error code: the HTTP status, a sentence for the caller, and what to do next. */
export interface ErrorEntry {
  readonly status: number;
  readonly message: string;
  readonly hint: string;
  /** Finer machine codes that may stand in `reason`. Empty: the code says it all. */
  readonly reasons: readonly string[];
}

export const ERROR_CATALOGUE = {
  missing_api_key: {
    status: 401,
    message: 'This request carries no API key.',
    hint: 'Send the header "Authorization: Bearer lk_live_…" with a key from this gateway.',
    reasons: [],
  },
  invalid_api_key: {
    status: 401,
    message: 'This API key is not accepted.',
    hint: 'Check that the whole key is sent, without quotes or spaces, and that it is still listed by "latentkit keys list".',
    reasons: [
      'unknown',
      'malformed',
      'revoked',
      'expired',
      'rotated',
      'route_not_assigned',
      'route_not_published',
      'workspace_suspended',
    ],
  },
  browser_not_allowed: {
    status: 403,
    message: 'This request comes from a web page, and an API key does not belong in a browser.',
    hint: 'Call the gateway from your backend. If the key was shipped to browsers, revoke it and create a new one.',
    reasons: [],
  },
  ip_not_allowed: {
    status: 403,
    message: 'This API key may not be used from this address.',
    hint: "Call from an allowed address, or add this one to the key's allowed IPs.",
    reasons: [],
  },
  key_scope: {
    status: 403,
    message: 'This API key is not allowed to do this kind of task.',
    hint: "Use a key whose scopes include the task's capability, or widen this key's scopes.",
    reasons: [],
  },
  validation_error: {
    status: 400,
    message: 'The request body is not valid.',
    hint: 'Correct the field that "param" names and send the request again.',
    reasons: [
      'invalid_json',
      'missing_field',
      'invalid_fields',
      'wrong_type',
      'out_of_range',
      'forbidden_field',
      'unknown_field',
      'invalid_header',
      'malformed_http',
      'incomplete_request',
      'too_deep',
      'too_many_items',
      'context_length_exceeded',
      'content_policy',
      'unsupported_media',
      'unsupported_parameter',
      'rejected_by_provider',
    ],
  },
  guardrail_blocked: {
    status: 400,
    message: 'A guardrail of this route blocked the request.',
    hint: 'Change the content that the guardrail names, or ask the operator of the route.',
    reasons: ['input', 'output'],
  },
  budget_exceeded: {
    status: 402,
    message: 'A budget that applies to this request is used up.',
    hint: "Raise the budget, or wait for the window's end.",
    reasons: [
      'workspace_credits',
      'workspace_budget',
      'route_budget',
      'key_budget',
      'member_budget',
      'tag_budget',
      'plan_limit',
    ],
  },
  free_managed_limit_reached: {
    status: 402,
    message: "The plan's free managed allowance is used up.",
    hint: 'Upgrade the plan, or connect a provider account of your own.',
    reasons: ['chat', 'image', 'embeddings'],
  },
  not_found: {
    status: 404,
    message: 'There is nothing at this address.',
    hint: 'Check the path: tasks are sent to /v1/chat, /v1/complete, /v1/embeddings, /v1/image or /v1/vision.',
    reasons: [],
  },
  method_not_allowed: {
    status: 405,
    message: 'This address does not take this method.',
    hint: 'Use the method that the "Allow" header names.',
    reasons: [],
  },
  payload_too_large: {
    status: 413,
    message: 'The request body is too large.',
    hint: 'Send a smaller body; pass large images by URL.',
    reasons: [],
  },
  unsupported_media_type: {
    status: 415,
    message: 'The request body must be JSON.',
    hint: 'Send the header "Content-Type: application/json" and an uncompressed UTF-8 JSON body.',
    reasons: [],
  },
  sign_in_required: {
    status: 401,
    message: 'This address needs somebody who has signed in, or a service token.',
    hint: 'Sign in, or send the header "Authorization: Bearer lkadm_…" with a service token. An API key does not open it.',
    reasons: ['no_credential', 'session_ended', 'unknown_token', 'expired_token', 'revoked_token', 'api_key'],
  },
  permission_denied: {
    status: 403,
    message: 'Your role does not allow this.',
    hint: 'Ask an owner of the workspace for a role that has the permission that "permission" names.',
    reasons: ['role', 'token_scope', 'cross_site', 'installation_only'],
  },
  conflict: {
    status: 409,
    message: 'This does not fit what is there already.',
    hint: 'Read the object again, and decide what is to become of it.',
    reasons: ['name_taken', 'in_use', 'owned_by_file', 'last_owner', 'wrong_state'],
  },
  precondition_failed: {
    status: 412,
    message: 'The object was changed since you read it.',
    hint: 'Read it again, apply your change to what is there now, and send it with the new ETag as "If-Match".',
    reasons: [],
  },
  precondition_required: {
    status: 428,
    message: 'An edit must say which state of the object it was made for.',
    hint: 'Send the ETag that reading the object gave as the header "If-Match"; "*" overwrites whatever is there.',
    reasons: [],
  },
  idempotency_conflict: {
    status: 409,
    message: 'This Idempotency-Key was already used with another body.',
    hint: 'Use a new Idempotency-Key for a new request.',
    reasons: ['other_body', 'answer_not_kept'],
  },
  idempotency_in_progress: {
    status: 409,
    message: 'The first request with this Idempotency-Key is still running.',
    hint: 'Wait as long as the "Retry-After" header says, then send the same request again to read its answer.',
    reasons: [],
  },
  rate_limited: {
    status: 429,
    message: 'Too many requests for now.',
    hint: 'Wait as long as the "Retry-After" header says, then send the request again.',
    reasons: ['key', 'route', 'workspace', 'ip', 'concurrency'],
  },
  client_closed_request: {
    status: 499,
    message: 'The client closed the connection before the answer was complete.',
    hint: 'Raise the timeout of the client if this was not intended.',
    reasons: [],
  },
  provider_error: {
    status: 502,
    message: 'The provider refused the request for a reason that is not in the request.',
    hint: 'The operator finds the cause with "latentkit explain" and the request id; often it is a credential or the access to a model.',
    reasons: [
      'credential_refused',
      'permission_denied',
      'model_not_found',
      'stream_cut',
      'malformed_response',
      'egress_blocked',
    ],
  },
  all_providers_exhausted: {
    status: 503,
    message: 'No attempt of this route could answer the request.',
    hint: '"attempts" says why each one was skipped or failed; fix the first of them, or add an attempt to the route.',
    reasons: ['no_eligible_attempt', 'all_attempts_failed', 'all_circuits_open'],
  },
  gateway_overloaded: {
    status: 503,
    message: 'The gateway has no room for more requests right now.',
    hint: 'Wait as long as the "Retry-After" header says, then send the request again.',
    reasons: [],
  },
  shutting_down: {
    status: 503,
    message: 'This gateway is shutting down.',
    hint: 'Send the request again; another instance, or this one after its restart, will answer.',
    reasons: [],
  },
  storage_unavailable: {
    status: 503,
    message: 'The gateway cannot reach its storage, which this request needs.',
    hint: 'Try again shortly; the operator finds the cause in the log.',
    reasons: [],
  },
  deadline_exceeded: {
    status: 504,
    message: 'The request did not finish within its deadline.',
    hint: "Ask for a shorter answer, use a faster profile, or raise the route's deadline_ms.",
    reasons: ['route', 'request'],
  },
  internal_error: {
    status: 500,
    message: 'The gateway failed in a way that it did not expect.',
    hint: 'Give the request id to the operator of this gateway.',
    reasons: [],
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

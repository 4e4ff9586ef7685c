/** A failed answer as a provider really sends it, and what it teaches (the failure classes of `gateway/src/domain`). */
export interface ProviderError {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  failure: string;
}

const openai = (message: string, type: string | null, code: string | null, param: string | null = null) => ({
  error: { message, type, param, code },
});
const anthropic = (type: string, message: string) => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_fake',
});
const google = (code: number, status: string, message: string, details?: unknown[]) => ({
  error: { code, message, status, ...(details === undefined ? {} : { details }) },
});

const OPENAI = {
  'openai: unsupported parameter': {
    status: 400,
    body: openai(
      "Unsupported parameter: 'temperature'.",
      'invalid_request_error',
      'unsupported_parameter',
      'temperature',
    ),
    failure: 'unsupported_parameter',
  },
  'openai: unsupported value': {
    status: 400,
    body: openai("Unsupported value: 'temperature'.", 'invalid_request_error', 'unsupported_value', 'temperature'),
    failure: 'unsupported_parameter',
  },
  'openai: invalid value': {
    status: 400,
    body: openai('Invalid value.', 'invalid_request_error', 'invalid_value', 'messages[0].role'),
    failure: 'bad_request',
  },
  'openai: a prompt that mentions 429 is echoed': {
    status: 400,
    body: openai(
      "Invalid value: 'HTTP 429 rate limit exceeded'.",
      'invalid_request_error',
      'invalid_value',
      'messages',
    ),
    failure: 'bad_request',
  },
  'openai: context length': {
    status: 400,
    body: openai(
      "This model's maximum context length is 4097 tokens. However, your messages resulted in 4301 tokens.",
      'invalid_request_error',
      'context_length_exceeded',
      'messages',
    ),
    failure: 'context_length',
  },
  'openai: image url': {
    status: 400,
    body: openai('Error while downloading the image.', 'invalid_request_error', 'invalid_image_url', 'url'),
    failure: 'invalid_media',
  },
  'openai: image format': {
    status: 400,
    body: openai('Unsupported image.', 'invalid_request_error', 'invalid_image_format'),
    failure: 'invalid_media',
  },
  'openai: content policy': {
    status: 400,
    body: openai('Your request was rejected.', 'invalid_request_error', 'content_policy_violation'),
    failure: 'content_filter',
  },
  'openai: model not found': {
    status: 404,
    body: openai('The model does not exist.', 'invalid_request_error', 'model_not_found'),
    failure: 'model_not_found',
  },
  'openai: invalid key, echoed': {
    status: 401,
    body: openai('Incorrect API key provided: sk-fake-canary-0001.', 'invalid_request_error', 'invalid_api_key'),
    failure: 'auth_upstream',
  },
  'openai: region': {
    status: 403,
    body: openai('Country not supported.', 'request_forbidden', 'unsupported_country_region_territory'),
    failure: 'permission',
  },
  'openai: rate limit with a billing link': {
    status: 429,
    headers: { 'retry-after': '2' },
    body: openai('Rate limit reached for requests. See https://billing.example.', 'requests', 'rate_limit_exceeded'),
    failure: 'rate_limited',
  },
  'openai: quota': {
    status: 429,
    body: openai('You exceeded your current quota.', 'insufficient_quota', 'insufficient_quota'),
    failure: 'quota_exhausted',
  },
  'openai: credit balance': {
    status: 429,
    body: openai('No credit left.', 'insufficient_quota', 'credit_balance_exhausted'),
    failure: 'quota_exhausted',
  },
  'openai: slow down': { status: 503, body: openai('Slow down.', 'server_error', 'slow_down'), failure: 'overloaded' },
  'openai: server error': { status: 500, body: openai('Server error.', 'server_error', null), failure: 'server_error' },
  'openai: overloaded': {
    status: 503,
    body: openai('Overloaded.', 'server_error', 'server_is_overloaded'),
    failure: 'overloaded',
  },
  'azure: deployment not found': {
    status: 404,
    body: { error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' } },
    failure: 'model_not_found',
  },
  'azure: invalid key': {
    status: 401,
    body: { error: { code: '401', message: 'Access denied.' } },
    failure: 'auth_upstream',
  },
  'azure: content filter': {
    status: 400,
    body: {
      error: {
        ...openai('The prompt was filtered.', null, 'content_filter', 'prompt').error,
        status: 400,
        innererror: {
          code: 'ResponsibleAIPolicyViolation',
          content_filter_result: {
            hate: { filtered: true, severity: 'high' },
            jailbreak: { detected: false, filtered: false },
          },
        },
      },
    },
    failure: 'content_filter',
  },
} satisfies Record<string, ProviderError>;

const ANTHROPIC = {
  'anthropic: bad request': {
    status: 400,
    body: anthropic('invalid_request_error', 'messages: required'),
    failure: 'bad_request',
  },
  'anthropic: context length': {
    status: 400,
    body: anthropic('invalid_request_error', 'prompt is too long: 200251 tokens > 200000 maximum'),
    failure: 'context_length',
  },
  'anthropic: credit balance': {
    status: 400,
    body: anthropic('invalid_request_error', 'Your credit balance is too low to access this API.'),
    failure: 'quota_exhausted',
  },
  'anthropic: billing': {
    status: 402,
    body: anthropic('billing_error', 'Payment required.'),
    failure: 'quota_exhausted',
  },
  'anthropic: output filter': {
    status: 400,
    body: anthropic('invalid_request_error', 'Output blocked by content filtering policy'),
    failure: 'content_filter',
  },
  'anthropic: invalid key': {
    status: 401,
    body: anthropic('authentication_error', 'invalid x-api-key'),
    failure: 'auth_upstream',
  },
  'anthropic: permission': { status: 403, body: anthropic('permission_error', 'Not allowed.'), failure: 'permission' },
  'anthropic: model not found': {
    status: 404,
    body: anthropic('not_found_error', 'model: claude-none'),
    failure: 'model_not_found',
  },
  'anthropic: too large, as HTML': {
    status: 413,
    body: '<html><head><title>413 Payload Too Large</title></head><body></body></html>',
    failure: 'payload_too_large',
  },
  'anthropic: rate limit': {
    status: 429,
    headers: { 'retry-after': '7' },
    body: anthropic('rate_limit_error', "This request would exceed your account's rate limit."),
    failure: 'rate_limited',
  },
  'anthropic: server error': {
    status: 500,
    body: anthropic('api_error', 'Internal server error'),
    failure: 'server_error',
  },
  'anthropic: overloaded': { status: 529, body: anthropic('overloaded_error', 'Overloaded'), failure: 'overloaded' },
} satisfies Record<string, ProviderError>;

const GOOGLE = {
  'google: bad request': {
    status: 400,
    body: google(400, 'INVALID_ARGUMENT', 'Invalid JSON payload.'),
    failure: 'bad_request',
  },
  'google: invalid key': {
    status: 400,
    body: google(400, 'INVALID_ARGUMENT', 'API key not valid.', [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' },
    ]),
    failure: 'auth_upstream',
  },
  'google: context length': {
    status: 400,
    body: google(
      400,
      'INVALID_ARGUMENT',
      'The input token count (9) exceeds the maximum number of tokens allowed (8).',
    ),
    failure: 'context_length',
  },
  'google: media': {
    status: 400,
    body: google(400, 'INVALID_ARGUMENT', 'Cannot fetch content from the provided URL. Status: URL_ROBOTED'),
    failure: 'invalid_media',
  },
  'google: region': {
    status: 400,
    body: google(400, 'FAILED_PRECONDITION', 'Location is not supported.'),
    failure: 'permission',
  },
  'google: permission': { status: 403, body: google(403, 'PERMISSION_DENIED', 'Denied.'), failure: 'permission' },
  'google: model not found': {
    status: 404,
    body: google(404, 'NOT_FOUND', 'models/none is not found.'),
    failure: 'model_not_found',
  },
  'google: rate limit': {
    status: 429,
    body: google(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded.', [
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.4s' },
    ]),
    failure: 'rate_limited',
  },
  'google: server error': { status: 500, body: google(500, 'INTERNAL', 'Internal error.'), failure: 'server_error' },
  'google: overloaded': {
    status: 503,
    body: google(503, 'UNAVAILABLE', 'The model is overloaded.'),
    failure: 'overloaded',
  },
  'google: deadline': {
    status: 504,
    body: google(504, 'DEADLINE_EXCEEDED', 'Deadline exceeded.'),
    failure: 'server_error',
  },
} satisfies Record<string, ProviderError>;

const OTHERS = {
  'mistral: capacity': {
    status: 429,
    body: {
      object: 'error',
      message: 'Service tier capacity exceeded for this model.',
      type: 'service_tier_capacity_exceeded',
      param: null,
      code: '3505',
    },
    failure: 'overloaded',
  },
  'mistral: validation': {
    status: 422,
    body: {
      object: 'error',
      message: { detail: [{ type: 'missing', loc: ['body', 'messages'], msg: 'Field required' }] },
      type: 'invalid_request_error',
      param: null,
      code: null,
    },
    failure: 'bad_request',
  },
  'cohere: context length': {
    status: 400,
    body: { id: 'x', message: 'too many tokens: 5000 > 4096' },
    failure: 'context_length',
  },
  'cohere: invalid key': { status: 401, body: { id: 'x', message: 'invalid api token' }, failure: 'auth_upstream' },
  'cohere: model not found': {
    status: 404,
    body: { id: 'x', message: "model 'none' not found" },
    failure: 'model_not_found',
  },
  'cohere: trial limit': {
    status: 429,
    body: { id: 'x', message: 'You are using a trial key: 1000 calls / month' },
    failure: 'quota_exhausted',
  },
  'ollama: model not found': { status: 404, body: { error: "model 'none' not found" }, failure: 'model_not_found' },
  'ollama: bad request': { status: 400, body: { error: 'invalid options' }, failure: 'bad_request' },
  'ollama: server error': { status: 500, body: { error: 'runner has stopped' }, failure: 'server_error' },
  'groq: tool use failed': {
    status: 400,
    body: {
      error: {
        message: 'Failed to call a function.',
        type: 'invalid_request_error',
        code: 'tool_use_failed',
        failed_generation: '<x>',
      },
    },
    failure: 'malformed_response',
  },
  'openrouter: no credit': {
    status: 402,
    body: { error: { code: 402, message: 'Insufficient credits.' } },
    failure: 'quota_exhausted',
  },
  'openrouter: rate limit': {
    status: 429,
    body: {
      error: {
        code: 429,
        message: 'Provider returned error',
        metadata: { provider_name: 'x', raw: 'rate-limited upstream' },
      },
    },
    failure: 'rate_limited',
  },
  'deepseek: error as a byte stream': {
    status: 402,
    headers: { 'content-type': 'application/octet-stream' },
    body: openai('Insufficient Balance', 'unknown_error', 'invalid_request_error'),
    failure: 'quota_exhausted',
  },
  'a proxy: gateway timeout as HTML': {
    status: 504,
    body: '<html><body><h1>504</h1></body></html>',
    failure: 'server_error',
  },
  'a proxy: bad gateway without a body': { status: 502, body: '', failure: 'server_error' },
} satisfies Record<string, ProviderError>;

/** Named as `vendor: what`. A value is a behaviour: `upstream.script(ERROR_BODIES['openai: quota'])`. */
export const ERROR_BODIES = { ...OPENAI, ...ANTHROPIC, ...GOOGLE, ...OTHERS };

import type { ProviderError } from './provider-error.ts';

const openai = (message: string, type: string | null, code: string | null, param: string | null = null) => ({
  error: { message, type, param, code },
});

/** OpenAI and Azure OpenAI. */
export const OPENAI_ERRORS = {
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

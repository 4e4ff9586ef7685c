import type { ProviderError } from './provider-error.ts';

const anthropic = (type: string, message: string) => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_fake',
});

export const ANTHROPIC_ERRORS = {
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

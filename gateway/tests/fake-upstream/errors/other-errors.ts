import type { ProviderError } from './provider-error.ts';

export const OTHER_ERRORS = {
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
    body: {
      error: { message: 'Insufficient Balance', type: 'unknown_error', param: null, code: 'invalid_request_error' },
    },
    failure: 'quota_exhausted',
  },
  'a proxy: gateway timeout as HTML': {
    status: 504,
    body: '<html><body><h1>504</h1></body></html>',
    failure: 'server_error',
  },
  'a proxy: bad gateway without a body': { status: 502, body: '', failure: 'server_error' },
} satisfies Record<string, ProviderError>;

import type { ProviderError } from './provider-error.ts';

const google = (code: number, status: string, message: string, details?: unknown[]) => ({
  error: { code, message, status, ...(details === undefined ? {} : { details }) },
});

export const GOOGLE_ERRORS = {
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
  'google: quota of the day': {
    status: 429,
    body: google(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', [
      { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId: 'GenerateRequestsPerDay' }] },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '12s' },
    ]),
    failure: 'quota_exhausted',
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

import type { FailureClass } from '../../domain/failure.ts';

/** What one vendor means by its error bodies, beyond what all servers of the format mean. */
export interface FailureRules {
  /** By `error.code`, then by `error.type`. */
  readonly codes: Readonly<Record<string, FailureClass>>;
  readonly statuses: Readonly<Record<number, FailureClass>>;
  /**
   * Refines a code or a status, inside one status only: servers echo prompts in their messages, so a pattern is anchored to the words
   * with which the server itself begins.
   */
  readonly texts: readonly { readonly status: number; readonly begins: RegExp; readonly class: FailureClass }[];
}

export const NO_FAILURE_RULES: FailureRules = { codes: {}, statuses: {}, texts: [] };

/** Codes (and types) that servers of this format share. Structured, so they outrank the status. */
export const CODE_CLASSES: Readonly<Record<string, FailureClass>> = {
  context_length_exceeded: 'context_length',
  exceed_context_size_error: 'context_length',
  insufficient_quota: 'quota_exhausted',
  credit_balance_exhausted: 'quota_exhausted',
  organization_spend_limit_exceeded: 'quota_exhausted',
  project_spend_limit_exceeded: 'quota_exhausted',
  organization_usage_limit_exceeded: 'quota_exhausted',
  billing_hard_limit_reached: 'quota_exhausted',
  billing_not_active: 'quota_exhausted',
  rate_limit_exceeded: 'rate_limited',
  rate_limit_error: 'rate_limited',
  slow_down: 'overloaded',
  server_is_overloaded: 'overloaded',
  overloaded_error: 'overloaded',
  engine_overloaded: 'overloaded',
  invalid_api_key: 'auth_upstream',
  authentication_error: 'auth_upstream',
  account_deactivated: 'auth_upstream',
  permission_error: 'permission',
  permission_denied: 'permission',
  unsupported_country_region_territory: 'permission',
  model_not_found: 'model_not_found',
  unsupported_parameter: 'unsupported_parameter',
  unknown_parameter: 'unsupported_parameter',
  unsupported_value: 'unsupported_parameter',
  invalid_encrypted_content: 'bad_request',
  content_policy_violation: 'content_filter',
  content_filter: 'content_filter',
  moderation_blocked: 'content_filter',
  invalid_prompt: 'content_filter',
  invalid_image: 'invalid_media',
  invalid_image_url: 'invalid_media',
  invalid_image_format: 'invalid_media',
  invalid_base64_image: 'invalid_media',
  image_parse_error: 'invalid_media',
  image_too_large: 'invalid_media',
  unsupported_file: 'invalid_media',
  unsupported_image_media_type: 'invalid_media',
  request_too_large: 'payload_too_large',
  server_error: 'server_error',
  internal_server_error: 'server_error',
  internal_error: 'server_error',
};

export const STATUS_CLASSES: Readonly<Record<number, FailureClass>> = {
  400: 'bad_request',
  401: 'auth_upstream',
  402: 'quota_exhausted',
  403: 'permission',
  404: 'model_not_found',
  408: 'server_error',
  409: 'conflict',
  413: 'payload_too_large',
  415: 'bad_request',
  422: 'bad_request',
  424: 'server_error',
  429: 'rate_limited',
  503: 'overloaded',
  529: 'overloaded',
};

export function classOfStatus(status: number): FailureClass {
  const known = STATUS_CLASSES[status];
  if (known !== undefined) return known;
  if (status >= 500) return 'server_error';
  // A redirect is never followed; it is no answer of this format.
  return status >= 300 && status < 400 ? 'malformed_response' : 'unknown';
}

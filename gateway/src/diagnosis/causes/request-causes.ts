import { type Cause, step } from '../cause.ts';

/** What was sent. */
export const REQUEST_CAUSES = {
  unknown_address: {
    error: '404 not_found',
    sentence: 'There is nothing at {address}.',
    fix: [step('client', 'Correct the path; a base URL that ends with /v1 often doubles it.', 'POST /v1/chat')],
    sendersToMend: true,
  },
  unknown_request: {
    error: '404 not_found',
    sentence: 'A diagnosis was asked for, but the log has no such request, or none that the key may see.',
    fix: [
      step('header', 'Take the request id from this header of the answer; it begins with req_.', 'X-LK-Request-ID'),
      step('command', 'The newest requests, of every key.', 'latentkit logs'),
    ],
    sendersToMend: true,
  },
  wrong_method: {
    error: '405 method_not_allowed',
    sentence: '{address} was called with {method}, which it does not take.',
    fix: [
      step(
        'client',
        'Use the method that the address takes. Redirects turn POST into GET.',
        '{allowed_method} {address}',
      ),
    ],
    sendersToMend: true,
  },
  malformed_http: {
    error: '400 validation_error (malformed_http)',
    sentence: 'What arrived is no valid HTTP request.',
    fix: [
      step('client', 'Use an ordinary HTTP client; HTTPS sent to this plain port looks like this, too.', 'http://'),
    ],
    sendersToMend: true,
  },
  headers_too_large: {
    error: '400 validation_error (out_of_range), sent with HTTP status 431',
    sentence: 'The headers of the request are larger than 32 KiB.',
    fix: [step('header', 'Send fewer and shorter headers; cookies are the usual ones.', 'Cookie')],
    sendersToMend: true,
  },
  request_not_sent_in_time: {
    error: '400 validation_error (incomplete_request), sent with HTTP status 408',
    sentence: 'The request was not sent in time.',
    fix: [
      step(
        'client',
        'Send the whole request without pausing: headers within 30 s, all of it within 120 s. A body shorter than its Content-Length looks like this, too.',
        'Content-Length',
      ),
    ],
  },
  wrong_content_type: {
    error: '415 unsupported_media_type',
    sentence: 'The Content-Type of the request is not JSON.',
    fix: [step('header', 'Send this header, and a JSON body.', 'Content-Type: application/json')],
    sendersToMend: true,
  },
  compressed_body: {
    error: '415 unsupported_media_type',
    sentence: 'The body was sent compressed, which this gateway does not read.',
    fix: [step('header', 'Leave out this header, and the compression.', 'Content-Encoding')],
    sendersToMend: true,
  },
  body_too_large: {
    error: '413 payload_too_large',
    sentence: 'The body is larger than this gateway takes.',
    fix: [
      step('body', 'Pass images by URL instead of as data.', 'image_url.url: "https://…"'),
      step('environment', 'Or let larger bodies in (MiB), and restart.', 'LATENTKIT_MAX_BODY_MIB=<MiB>'),
    ],
  },
  invalid_json: {
    error: '400 validation_error (invalid_json)',
    sentence: 'The body is not valid JSON.',
    fix: [
      step(
        'body',
        'Send one JSON object in UTF-8, made by a JSON library. The error named the place.',
        '{"messages": […]}',
      ),
    ],
    sendersToMend: true,
  },
  routing_field_in_body: {
    error: '400 validation_error (forbidden_field)',
    sentence: 'The body holds "{param}", but the route of the key decides which model answers.',
    fix: [
      step('body', 'Remove the field from the body.', '{param}'),
      step('config', 'To have another model answer, change the route, and apply.', 'routes[].attempts[].model'),
    ],
    sendersToMend: true,
  },
  unknown_profile: {
    error: '400 validation_error (out_of_range)',
    sentence: 'The response_profile of the request is none of fast, balanced and deep.',
    fix: [step('body', 'Use one of the three, or leave the field out.', 'response_profile: "balanced"')],
    sendersToMend: true,
  },
  invalid_field: {
    error: '400 validation_error',
    sentence: 'The body is not valid at "{param}" ({reason}).',
    fix: [step('body', 'Correct this field; docs/api.md lists the fields.', '{param}')],
    sendersToMend: true,
  },
  invalid_header: {
    error: '400 validation_error (invalid_header)',
    sentence: 'The header "{param}" has a value that it may not have.',
    fix: [
      step(
        'header',
        'Send 1 to 255 visible ASCII characters without spaces, and the header once; a UUID is best.',
        '{param}: 7f3c1c1e-0b0e-4d7e-9a51-0a3c8f1f2b77',
      ),
    ],
    sendersToMend: true,
  },
  idempotency_other_body: {
    error: '409 idempotency_conflict (other_body)',
    sentence: 'The Idempotency-Key was used within the last 24 hours with another body.',
    fix: [
      step('header', 'Make a new key for each task, and keep it for the repeats of that task only.', 'Idempotency-Key'),
      step(
        'client',
        'Build the body once: a repeat must have the same bytes, spaces and the order of fields included.',
        'JSON.stringify',
      ),
    ],
    sendersToMend: true,
  },
  idempotency_answer_not_kept: {
    error: '409 idempotency_conflict (answer_not_kept)',
    sentence: 'The request was answered before, and its answer is too large (over 8 MiB) or cannot be opened any more.',
    fix: [
      step('header', 'To have it run, and charged, once more, send it with a new key.', 'Idempotency-Key'),
      step('body', 'For smaller answers ask for images by address, or for fewer at once.', 'response_format: "url"'),
    ],
    sendersToMend: true,
  },
  idempotency_in_progress: {
    error: '409 idempotency_in_progress',
    sentence: 'The first request with this Idempotency-Key was still running.',
    fix: [
      step(
        'wait',
        'Send the same request again after this time: it gets the answer of the first.',
        'Retry-After: {seconds}',
      ),
      step(
        'client',
        'If clients give up too early, raise their timeout above that of the route.',
        'routes[].deadline_ms',
      ),
    ],
  },
  client_gone: {
    error: '499 client_closed_request (in the log only)',
    sentence: 'The client closed the connection before the answer was complete.',
    fix: [
      step(
        'client',
        'If that was not intended, raise the timeout of the client above that of the route.',
        'routes[].deadline_ms',
      ),
    ],
  },
} as const satisfies Readonly<Record<string, Cause>>;

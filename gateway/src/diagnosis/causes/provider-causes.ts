import { type Cause, step } from '../cause.ts';

const FAILED = '503 all_providers_exhausted (all_attempts_failed)';
const AT = 'at {connection}/{model}';
/** Whoever was answered has one. */
export const SPARE = step(
  'config',
  'Add an attempt at another provider, so that the next failure is not seen.',
  'routes[].attempts[]: { connection: <name>, model: <id> }',
);
/** Whoever asks as the operator reads the words at once. */
export const NOTE = step('command', 'The operator sees what the provider said.', 'latentkit explain {request}');
const TRY_LIVE = step('command', 'Check that it works now.', 'latentkit doctor --live');

/** What a provider answered. */
export const PROVIDER_CAUSES = {
  credential_refused: {
    error: '502 provider_error (credential_refused)',
    sentence: `The provider refused the credential of the connection "{connection}" (status {status}). The API key of the request is fine.`,
    fix: [
      step('config', 'Put a valid credential of the provider there, and apply.', 'connections[].api_key'),
      TRY_LIVE,
    ],
  },
  permission_denied: {
    error: '502 provider_error (permission_denied)',
    sentence: 'The account of the connection "{connection}" may not use {model} (status {status}).',
    fix: [
      step('provider', 'Enable the model for the account and the project of the credential.', '{model}'),
      step('config', 'Or use another model, and apply.', 'routes[].attempts[].model'),
    ],
  },
  region_refused: {
    error: '502 provider_error (permission_denied)',
    sentence:
      'The provider of the connection "{connection}" does not serve the country or region that this gateway calls from ({detail}).',
    fix: [
      step(
        'config',
        'Use an address of the provider in a region that it serves from, and apply.',
        'connections[].base_url',
      ),
      step('provider', 'Or run the gateway in a country that the provider supports.', '{connection}'),
    ],
  },
  model_not_found: {
    error: '502 provider_error (model_not_found)',
    sentence:
      'The provider of the connection "{connection}" knows no model "{model}", or its base_url leads elsewhere (status {status}).',
    fix: [
      step('config', 'Correct the name of the model, and apply.', 'routes[].attempts[].model'),
      step('command', 'See which models are known of the provider.', 'latentkit models --provider {provider}'),
      step('config', 'If the name is right: check the address.', 'connections[].base_url'),
    ],
  },
  out_of_credit: {
    error: FAILED,
    sentence:
      'The account of the connection "{connection}" has no credit or quota left at the provider (status {status}).',
    fix: [step('provider', 'Top up the account, or raise its spending limit.', '{connection}'), SPARE],
  },
  upstream_rate_limited: {
    error: FAILED,
    sentence: `The rate limit of the provider was reached ${AT}; it is left alone for {seconds} s.`,
    fix: [
      step('wait', 'Send the request again after this time.', 'Retry-After: {seconds}'),
      step('provider', 'Raise the rate limit of the account.', '{connection}'),
      step('config', 'Keep below it: bound what the keys may send.', 'keys[].rate_limit'),
      SPARE,
    ],
  },
  overloaded: {
    error: FAILED,
    sentence: `The provider was overloaded ${AT} (status {status}).`,
    fix: [step('wait', 'Send the request again a little later.', 'Retry-After'), SPARE],
  },
  provider_failed: {
    error: FAILED,
    sentence: `The provider failed inside ${AT} (status {status}).`,
    fix: [step('wait', 'Send the request again a little later.', 'Retry-After'), SPARE],
  },
  rejected_by_provider: {
    error: '400 validation_error (rejected_by_provider)',
    sentence: `The provider refused the task itself ${AT} (status {status}, {detail}).`,
    fix: [step('body', 'Check messages, tools and schemas.', 'messages, tools, response_format'), NOTE],
  },
  unsupported_parameter: {
    error: '400 validation_error (unsupported_parameter)',
    sentence: `A parameter of the task is not supported ${AT} ({detail}).`,
    fix: [
      step('body', 'Leave out the parameter that the provider names.', '<parameter>'),
      NOTE,
      step('config', 'Or put a model first that takes it, and apply.', 'routes[].attempts[].model'),
    ],
  },
  content_refused: {
    error: '400 validation_error (content_policy)',
    sentence: `The content policy of the provider refused the task ${AT}.`,
    fix: [step('body', 'Change the content of the task.', 'messages')],
  },
  media_refused: {
    error: '400 validation_error (unsupported_media)',
    sentence: `The provider could not use an image, audio or file of the task ${AT}.`,
    fix: [
      step(
        'body',
        'Send it as a data URL, in a common format, and not too large.',
        'image_url.url: "data:image/png;base64,…"',
      ),
    ],
  },
  too_large_for_provider: {
    error: '400 validation_error (out_of_range)',
    sentence: `The task is larger than the provider takes ${AT} (status {status}).`,
    fix: [step('body', 'Send less at once, or smaller images.', 'messages')],
  },
  too_long_for_provider: {
    error: '400 validation_error (context_length_exceeded)',
    sentence:
      'The provider found the task (about {tokens} tokens) longer than the context window of {connection}/{model}.',
    fix: [
      step('body', 'Shorten the task, or ask for a shorter answer.', 'messages, max_tokens'),
      step('config', 'Or add an attempt with a larger context window, and apply.', 'routes[].attempts[]'),
      step(
        'config',
        'Say what the window really is, so that the planner leaves the model out in time.',
        'connections[].models[].context_window',
      ),
    ],
  },
  provider_conflict: {
    error: FAILED,
    sentence: `The provider reported a conflict ${AT} (status {status}).`,
    fix: [step('wait', 'Send the request again.', 'Retry-After'), SPARE],
  },
  first_content_timeout: {
    error: FAILED,
    sentence: `No first content of the stream came within the time that it had ${AT}.`,
    fix: [
      step(
        'config',
        'Raise the time, and apply; models that think long need it.',
        'routes[].attempts[].first_content_timeout_ms',
      ),
      SPARE,
    ],
  },
  idle_timeout: {
    error: '502 provider_error (stream_cut) after content, else 503 all_providers_exhausted',
    sentence: `The stream fell silent in its middle ${AT} for longer than it may.`,
    fix: [
      step('config', 'Raise the time, and apply.', 'routes[].attempts[].idle_timeout_ms'),
      step('config', 'Let the next attempt go on where a stream breaks.', 'routes[].on_cut: resume'),
    ],
  },
  attempt_timeout: {
    error: FAILED,
    sentence: `No whole answer came within the time that the attempt had ${AT}.`,
    fix: [
      step('config', 'Raise the time, and apply.', 'routes[].attempts[].timeout_ms'),
      step('body', 'Or stream: then only silence counts.', 'stream: true'),
      SPARE,
    ],
  },
  stream_cut: {
    error: '502 provider_error (stream_cut), as "event: error"',
    sentence: `The provider broke off in the middle of the answer ${AT} ({detail}).`,
    fix: [
      step('config', 'Let the next attempt go on where a stream breaks, and apply.', 'routes[].on_cut: resume'),
      step('client', 'Or use what was received, or send the request again.', 'event: error'),
    ],
  },
  malformed_answer: {
    error: FAILED,
    sentence: `What came back is no answer in the format of the provider ${AT} ({detail}).`,
    fix: [
      step(
        'config',
        'Check that address and provider fit together; a proxy or a login page may answer there.',
        'connections[].base_url',
      ),
      SPARE,
    ],
  },
  unknown_failure: {
    error: FAILED,
    sentence: `The provider failed in a way that LatentKit does not know ${AT} (status {status}, {detail}).`,
    fix: [NOTE, SPARE],
  },
} as const satisfies Readonly<Record<string, Cause>>;

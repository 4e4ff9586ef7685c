import type { SandboxTrigger } from './sandbox-trigger.ts';

const EXHAUSTED = '503 all_providers_exhausted (all_attempts_failed)';

/** Triggers of errors that providers answer with. */
export const UPSTREAM_ERROR_TRIGGERS = [
  {
    word: 'bad_request',
    aliases: ['400'],
    group: 'upstream_error',
    sandbox: 'Refuses the task as invalid (400).',
    caller: '400 validation_error (rejected_by_provider)',
  },
  {
    word: 'unsupported_parameter',
    group: 'upstream_error',
    sandbox: 'Refuses a parameter that it does not know (400).',
    caller: '400 validation_error (unsupported_parameter)',
  },
  {
    word: 'context_length',
    group: 'upstream_error',
    sandbox: 'Says that the task is longer than its context window (400).',
    caller: '400 validation_error (context_length_exceeded)',
  },
  {
    word: 'content_policy',
    group: 'upstream_error',
    sandbox: 'Refuses the task by its content policy (400).',
    caller: '400 validation_error (content_policy)',
  },
  {
    word: 'invalid_image',
    group: 'upstream_error',
    sandbox: 'Says that it cannot read an image (400).',
    caller: '400 validation_error (unsupported_media)',
  },
  {
    word: 'unauthorized',
    aliases: ['401'],
    group: 'upstream_error',
    sandbox: "Refuses the connection's credential (401).",
    caller: '502 provider_error (credential_refused): never 401, since the API key is fine.',
  },
  {
    word: 'forbidden',
    aliases: ['403'],
    group: 'upstream_error',
    sandbox: 'Refuses the account (403).',
    caller: '502 provider_error (permission_denied)',
  },
  {
    word: 'model_not_found',
    aliases: ['404'],
    group: 'upstream_error',
    sandbox: 'Says that it does not know the model (404).',
    caller: '502 provider_error (model_not_found)',
  },
  {
    word: 'conflict',
    aliases: ['409'],
    group: 'upstream_error',
    sandbox: 'Answers 409, as a provider does whose lock timed out.',
    caller: EXHAUSTED,
  },
  {
    word: 'too_large',
    aliases: ['413'],
    group: 'upstream_error',
    sandbox: 'Says that the task is too large (413).',
    caller: '400 validation_error (out_of_range)',
  },
  {
    word: 'rate_limited',
    aliases: ['429'],
    group: 'upstream_error',
    argument: { meaning: 'seconds in Retry-After', standard: 2, min: 0, max: 300 },
    sandbox: 'Says that it gets too many requests (429, with Retry-After).',
    caller: `${EXHAUSTED}, with Retry-After. For 429 rate_limited itself: sandbox:error rate_limited.`,
  },
  {
    word: 'quota',
    group: 'upstream_error',
    sandbox: 'Says that the account has no credit left (429 insufficient_quota).',
    caller: EXHAUSTED,
  },
  {
    word: 'server_error',
    aliases: ['500'],
    group: 'upstream_error',
    sandbox: 'Fails (500).',
    caller: EXHAUSTED,
  },
  {
    word: 'overloaded',
    aliases: ['503'],
    group: 'upstream_error',
    sandbox: 'Says that it is overloaded (503).',
    caller: EXHAUSTED,
  },
] as const satisfies readonly SandboxTrigger[];

import type { FailureClass } from '../domain/failure.ts';

/** What a failed attempt means to an operator, and what helps. */
export const FAILURE_WORDS: Readonly<Record<FailureClass, { readonly cause: string; readonly fix: string }>> = {
  bad_request: {
    cause: 'the provider refused the task itself',
    fix: 'Correct the request; the note has the words of the provider.',
  },
  unsupported_parameter: {
    cause: 'the model does not take a parameter of the task',
    fix: 'Leave the parameter out, or put a model that takes it first.',
  },
  auth_upstream: {
    cause: 'the provider refused the credential of the connection',
    fix: "Put a valid credential into the connection's api_key and apply the file again.",
  },
  permission: {
    cause: "the connection's account may not use this model",
    fix: 'Enable the model in the account at the provider, or use another model.',
  },
  model_not_found: {
    cause: 'the provider knows no model of that name',
    fix: 'Correct the model of the attempt: "latentkit models" helps.',
  },
  rate_limited: {
    cause: "the provider's rate limit was reached",
    fix: 'Raise the limit at the provider, or add an attempt on another connection.',
  },
  quota_exhausted: {
    cause: "the account's credit or quota at the provider is used up",
    fix: 'Top up the account at the provider.',
  },
  overloaded: { cause: 'the provider was overloaded', fix: 'Add an attempt at another provider to the route.' },
  server_error: { cause: 'the provider failed inside', fix: 'Add an attempt at another provider to the route.' },
  connect_error: {
    cause: 'no connection to the provider came about',
    fix: "Check the connection's base_url, and that this machine reaches it.",
  },
  timeout: {
    cause: 'the provider took too long',
    fix: "Raise the attempt's timeouts, or put a faster model first.",
  },
  context_length: {
    cause: "the task is longer than the model's context window",
    fix: 'Shorten the task, or add an attempt with a larger context window.',
  },
  content_filter: { cause: "the provider's content filter refused the task", fix: 'Change the content.' },
  invalid_media: { cause: 'the provider could not read an image or a file', fix: 'Send it in a common format.' },
  payload_too_large: { cause: 'the task is too large for the provider', fix: 'Send smaller images or files.' },
  malformed_response: {
    cause: 'the provider answered something that is no answer in its format',
    fix: "Check that base_url and provider fit together; the provider's status page may know more.",
  },
  conflict: { cause: 'the provider reported a conflict', fix: 'Try again.' },
  unavailable: {
    cause: 'so many attempts had failed there that it was given a pause',
    fix: 'Find out why they failed: "latentkit logs --outcome failed" lists them.',
  },
  egress_blocked: {
    cause: 'the address of the connection is not allowed',
    fix: 'Declare the connection in the configuration file, or allow the range in LATENTKIT_EGRESS_ALLOW.',
  },
  deadline: { cause: "the route's deadline passed", fix: "Raise the route's deadline_ms, or use a faster model." },
  cancelled: { cause: 'the client went away', fix: 'Raise the timeout of the client if this was not intended.' },
  shutting_down: {
    cause: 'the gateway was stopped, and the request did not finish in the time that was left',
    fix: 'Send the request again.',
  },
  unknown: {
    cause: 'the provider failed in a way that LatentKit does not know',
    fix: 'The note has the words of the provider.',
  },
};

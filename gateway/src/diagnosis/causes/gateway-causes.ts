import { type Cause, step } from '../cause.ts';

/** The gateway itself. */
export const GATEWAY_CAUSES = {
  replayed: {
    error: 'none, or that of the first request',
    sentence:
      'The Idempotency-Key had come before: the answer of {first_request} was sent again, and nothing was charged.',
    fix: [step('command', 'How the first request went, its own diagnosis tells.', 'latentkit explain {first_request}')],
  },
  sandbox_trigger: {
    error: 'any',
    sentence: 'A test key asked for the error {error} by a trigger text. Nothing is wrong.',
    fix: [step('body', 'Leave the trigger out of the last user message.', 'sandbox:error')],
    sendersToMend: true,
  },
  shutting_down: {
    error: '503 shutting_down',
    sentence: 'The gateway was shutting down.',
    fix: [
      step(
        'wait',
        'Send the request again: another instance, or this one after its restart, answers.',
        'Retry-After: 1',
      ),
    ],
  },
  interrupted: {
    error: 'none was sent',
    sentence: "The gateway's process ended while this request ran. Nothing was charged.",
    fix: [
      step(
        'client',
        'Send the request again; with an Idempotency-Key, nothing is ever done twice.',
        'Idempotency-Key: …',
      ),
      step(
        'command',
        'Look why the process ended (a kill, memory, a crash) in the log of the system.',
        'latentkit doctor',
      ),
    ],
  },
  storage_for_idempotency: {
    error: '503 storage_unavailable',
    sentence: 'The database was away, and a request with an Idempotency-Key cannot be done exactly once without it.',
    fix: [
      step('command', 'Check the database and the disk.', 'latentkit doctor'),
      step('wait', 'Send the same request again once it is back.', 'Retry-After: {seconds}'),
    ],
  },
  storage_unavailable: {
    error: '503 storage_unavailable',
    sentence: 'The gateway could not read what a budget had spent: its database was away.',
    fix: [
      step('command', 'Check the database and the disk.', 'latentkit doctor'),
      step('wait', 'Send the request again once it is back.', 'Retry-After: {seconds}'),
    ],
  },
  internal_error: {
    error: '500 internal_error',
    sentence: 'The gateway failed in a way that it did not expect. That is a fault of LatentKit.',
    fix: [
      step(
        'log',
        'Find the details under the request id in what the gateway wrote to standard error, and report them.',
        '{request}',
      ),
    ],
  },
  other_error: {
    error: 'any other',
    sentence: 'The request was refused with {error}.',
    fix: [step('client', 'The page of the error says what helps.', 'docs/errors/README.md')],
  },
} as const satisfies Readonly<Record<string, Cause>>;

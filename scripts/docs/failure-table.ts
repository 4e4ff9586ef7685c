import { FAILURE_CLASSES, type FailureClass, NEXT_MOVE } from '../../gateway/src/domain/failure.ts';
import { markdownTable } from './markdown-table.ts';

const MEANINGS: Readonly<Record<FailureClass, string>> = {
  bad_request: 'The provider finds the task invalid.',
  unsupported_parameter: 'The model does not know a parameter.',
  auth_upstream: "The connection's credential is refused.",
  permission: 'The account may not use the model, region or feature.',
  model_not_found: 'The provider does not know the model.',
  rate_limited: "The provider's rate limit.",
  quota_exhausted: 'The account has no credit left.',
  overloaded: 'The provider says that it is overloaded.',
  server_error: 'The provider fails.',
  connect_error: 'Not reachable, or the connection broke.',
  timeout: 'Too slow: connecting, the first content, between two pieces, or the whole attempt.',
  context_length: 'The task is longer than the context window.',
  content_filter: "The provider's content policy refuses the task.",
  invalid_media: 'An image, audio or file cannot be used.',
  payload_too_large: 'The task is larger than the provider takes.',
  malformed_response: 'The answer cannot be read, or has no end.',
  conflict: 'A lock of the provider timed out (409).',
  egress_blocked: "The connection's address is not allowed.",
  unavailable: 'Another request is trying the same target already.',
  deadline: 'The deadline of the route is over.',
  cancelled: 'The client went away.',
  shutting_down: 'The gateway is stopping, and the time for running requests is over.',
  unknown: 'Anything else.',
};

const FAILOVER = { never: 'no', always: 'yes', larger_context: 'only with a larger context window' } as const;

/** What follows each class of failure, as the router reads it from the same table. */
export function writeFailureTable(): string {
  const rows = FAILURE_CLASSES.map((name) => {
    const { failover, retrySame } = NEXT_MOVE[name];
    return [`\`${name}\``, MEANINGS[name], FAILOVER[failover], retrySame ? 'once' : 'no', healthText(name)];
  });
  return markdownTable({
    head: ['Class', 'Meaning', 'Next attempt', 'Same target again, if it is the last', 'Its circuit'],
    rows,
  });
}

function healthText(name: FailureClass): string {
  const { health, coolMs } = NEXT_MOVE[name];
  switch (health) {
    case 'none':
      return 'nothing learned';
    case 'counts':
      return 'counts as a failure';
    case 'cools':
      return `left alone for ${coolMs / 1_000} s, or as long as the provider asks`;
  }
}

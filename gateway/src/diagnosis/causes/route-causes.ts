import { type Cause, step } from '../cause.ts';

const NONE_ELIGIBLE = '503 all_providers_exhausted (no_eligible_attempt)';
const ADD_ATTEMPT = 'routes[].attempts[]: { connection: <name>, model: <id> }';

/** What the route of the key can do. */
export const ROUTE_CAUSES = {
  capability_missing: {
    error: NONE_ELIGIBLE,
    sentence: 'No attempt of the route "{route}" has a model that can do "{capability}".',
    fix: [
      step('config', 'Add an attempt whose model can do "{capability}", and apply.', ADD_ATTEMPT),
      step('command', 'Find such a model; the last column says what each can do.', 'latentkit models'),
      step(
        'config',
        'If the model can do it and the catalogue does not know: say so at the connection.',
        'connections[].models[].capabilities: […, {capability}]',
      ),
    ],
  },
  profile_not_served: {
    error: NONE_ELIGIBLE,
    sentence: 'No attempt of the route "{route}" serves the response profile "{profile}".',
    fix: [
      step('config', 'Add the profile to an attempt, and apply.', 'routes[].attempts[].profiles: […, {profile}]'),
      step('body', 'Or ask for another one.', 'response_profile'),
    ],
  },
  profile_override_disabled: {
    error: NONE_ELIGIBLE,
    sentence:
      'The request asked for the response profile "{wanted_profile}", but the route "{route}" lets nobody choose: it used "{profile}", which no attempt serves.',
    fix: [
      step('config', 'Let requests choose, and apply.', 'routes[].allow_profile_override: true'),
      step(
        'config',
        'Or make an attempt serve the profile of the route.',
        'routes[].attempts[].profiles: […, {profile}]',
      ),
    ],
  },
  context_too_long: {
    error: '400 validation_error (context_length_exceeded)',
    sentence:
      'The task (about {tokens} tokens) is longer than the context window of every attempt that could serve it ({window} tokens at {connection}/{model}).',
    fix: [
      step('body', 'Shorten the task.', 'messages'),
      step('config', 'Or add an attempt whose model has a larger context window, and apply.', ADD_ATTEMPT),
      step(
        'config',
        'If the window is larger than the catalogue knows: say so at the connection.',
        'connections[].models[].context_window',
      ),
    ],
  },
  connection_disabled: {
    error: NONE_ELIGIBLE,
    sentence:
      'The connection "{connection}" of the route "{route}" is disabled or was removed, its provider is unknown, or its credential does not open.',
    fix: [
      step('command', 'Find out why the connection is not used, and what helps.', 'latentkit doctor'),
      step('config', 'If it is disabled: enable it (or remove the line), and apply.', 'connections[].enabled: true'),
    ],
  },
  model_disabled: {
    error: NONE_ELIGIBLE,
    sentence:
      'The model "{model}" is disabled at the connection "{connection}", or no longer among those that it lists.',
    fix: [
      step('config', 'Enable it (or add it to the list), and apply.', 'connections[].models[].enabled: true'),
      step('config', 'Or use another model of the connection, and apply.', 'routes[].attempts[].model'),
    ],
  },
  no_eligible_attempt: {
    error: NONE_ELIGIBLE,
    sentence: 'No attempt of the route "{route}" can serve this request, each for a reason of its own.',
    fix: [
      step('config', 'Add an attempt that can, and apply.', ADD_ATTEMPT),
      step('command', 'See what each attempt can do.', 'latentkit routes show {route}'),
    ],
  },
  pinned_elsewhere: {
    error: NONE_ELIGIBLE,
    sentence:
      'The body holds state of one provider account ({detail}), and the attempts on that account cannot serve it.',
    fix: [
      step('body', 'Leave the state out to start anew on any account.', '{detail}'),
      step('config', 'Or make the connection that wrote it usable again.', 'connections[].enabled: true'),
    ],
  },
  all_circuits_open: {
    error: '503 all_providers_exhausted (all_circuits_open)',
    sentence: 'Every attempt of the route "{route}" that could serve the request was resting after failures.',
    fix: [
      step('wait', 'Send the request again after this time.', 'Retry-After: {seconds}'),
      step('command', 'See what each of them rests from, and what helps.', 'latentkit doctor'),
      step('config', 'Add an attempt on another connection, and apply.', ADD_ATTEMPT),
    ],
  },
  deadline_too_short: {
    error: '504 deadline_exceeded (route)',
    sentence:
      'The deadline of the route "{route}" passed after {deadline} ms, before {connection}/{model} had answered.',
    fix: [
      step('config', 'Raise it, and apply.', 'routes[].deadline_ms'),
      step('body', 'Or ask for less.', 'max_tokens'),
      step(
        'config',
        'Or give slow attempts a shorter time, so that the next one gets its turn.',
        'routes[].attempts[].timeout_ms',
      ),
    ],
  },
} as const satisfies Readonly<Record<string, Cause>>;

import type { SandboxTrigger } from './sandbox-trigger.ts';
import { UPSTREAM_ERROR_TRIGGERS } from './upstream-error-triggers.ts';

const EXHAUSTED = '503 all_providers_exhausted (all_attempts_failed)';
const CUT = 'Streamed: the text so far, then "event: error" with provider_error (stream_cut).';

/**
 * Texts in the last user message that make the sandbox misbehave on purpose, like a payment API's test cards. This table
 * is the documentation: what stands here is what the sandbox does.
 */
export const SANDBOX_TRIGGERS = [
  {
    word: 'help',
    group: 'answer',
    chatOnly: true,
    sandbox: 'Lists all triggers.',
    caller: 'An answer with this list.',
  },
  {
    word: 'tool_call',
    group: 'answer',
    chatOnly: true,
    sandbox:
      'Calls the first tool of the request, with arguments that satisfy its schema; after the result, answers in text.',
    caller: 'An answer with one entry in tool_calls and finish_reason "tool_calls".',
  },
  {
    word: 'parallel_tool_calls',
    group: 'answer',
    chatOnly: true,
    sandbox: 'Calls the first two tools (the only one twice), unless parallel_tool_calls is false.',
    caller: 'An answer with two entries in tool_calls and finish_reason "tool_calls".',
  },
  {
    word: 'reasoning',
    group: 'answer',
    chatOnly: true,
    sandbox: 'Thinks aloud before it answers.',
    caller: 'An answer with reasoning, and reasoning_tokens in its usage.',
  },
  {
    word: 'long_stream',
    group: 'answer',
    argument: { meaning: 'pieces', standard: 200, min: 1, max: 10_000 },
    chatOnly: true,
    sandbox: 'Answers in many pieces, one every 20 ms.',
    caller: 'A long stream; the same text at once where it is not streamed.',
  },
  {
    word: 'large',
    group: 'answer',
    argument: { meaning: 'KiB', standard: 1_024, min: 1, max: 8_192 },
    chatOnly: true,
    sandbox: 'Answers with so much text, as fast as it can.',
    caller: 'A large answer.',
  },
  {
    word: 'unicode',
    group: 'answer',
    chatOnly: true,
    sandbox: 'Answers in several scripts, with emoji, quotes, line breaks and text that looks like an event stream.',
    caller: 'The same characters, whole and in order.',
  },
  {
    word: 'length',
    group: 'answer',
    chatOnly: true,
    sandbox: 'Stops in the middle of the answer, as if max_tokens were reached.',
    caller: 'An answer with finish_reason "length".',
  },
  {
    word: 'empty',
    group: 'answer',
    chatOnly: true,
    sandbox: 'Ends well without having said anything.',
    caller: 'An answer with empty content and finish_reason "stop".',
  },
  {
    word: 'content_filter',
    group: 'answer',
    chatOnly: true,
    sandbox: 'Begins to answer and is stopped by its content filter.',
    caller: 'An answer with finish_reason "content_filter".',
  },
  {
    word: 'refusal',
    group: 'answer',
    chatOnly: true,
    sandbox: 'Declines to answer.',
    caller: 'An answer with the refusal as its content and finish_reason "content_filter".',
  },
  {
    word: 'slow',
    group: 'timing',
    argument: { meaning: 'ms', standard: 2_000, min: 0, max: 600_000 },
    sandbox: 'Waits before it answers.',
    caller: "A late answer, or 504 deadline_exceeded or 503 when it comes after the route's deadline or timeouts.",
  },
  {
    word: 'slow_stream',
    group: 'timing',
    argument: { meaning: 'ms between two pieces', standard: 500, min: 0, max: 60_000 },
    chatOnly: true,
    sandbox: 'Waits before each piece of its answer.',
    caller: 'A slow stream; one wait where it is not streamed.',
  },
  {
    word: 'endless',
    group: 'timing',
    chatOnly: true,
    sandbox: 'Says a word every second and never ends. Not streamed: never answers.',
    caller:
      'A stream until the route\'s deadline, then "event: error"; 504 deadline_exceeded where it is not streamed.',
  },
  {
    word: 'timeout',
    group: 'timing',
    sandbox: 'Takes the request and never answers.',
    caller: "504 deadline_exceeded, or 503 all_providers_exhausted when the attempt's own timeout is shorter.",
  },
  {
    word: 'stall',
    group: 'timing',
    chatOnly: true,
    sandbox: 'Begins the answer, and stays silent before the first word. Not streamed: as sandbox:timeout.',
    caller: `Streamed: ${EXHAUSTED} after the first-content timeout, or 504 deadline_exceeded if that comes first.`,
  },
  {
    word: 'stall_after_content',
    group: 'timing',
    chatOnly: true,
    sandbox: 'Falls silent after a few words. Not streamed: as sandbox:timeout.',
    caller: `${CUT} It comes after the idle timeout (deadline_exceeded if that comes first).`,
  },
  {
    word: 'connect_refused',
    group: 'break',
    sandbox: 'Cannot be reached.',
    caller: EXHAUSTED,
  },
  {
    word: 'reset',
    group: 'break',
    sandbox: 'Breaks the connection before it answers.',
    caller: EXHAUSTED,
  },
  {
    word: 'cut_before_content',
    group: 'break',
    chatOnly: true,
    sandbox:
      'Ends its stream before the first word, as if it were whole. Not streamed: ends in the middle of its JSON.',
    caller: EXHAUSTED,
  },
  {
    word: 'cut_after_content',
    group: 'break',
    chatOnly: true,
    sandbox: 'Ends its stream after a few words, without a finish. Not streamed: ends in the middle of its JSON.',
    caller: `${CUT} Not streamed: ${EXHAUSTED}.`,
  },
  {
    word: 'resume',
    group: 'break',
    chatOnly: true,
    sandbox:
      'Breaks off after a few words, as sandbox:cut_after_content. For test keys a second attempt goes on from there, as on a route with "on_cut: resume". Not streamed: answers.',
    caller: 'Streamed: one text from two attempts, and a final event whose route has attempt 2 and resumed_from 1.',
  },
  {
    word: 'reset_after_content',
    group: 'break',
    chatOnly: true,
    sandbox: 'Breaks the connection after a few words.',
    caller: `${CUT} Not streamed: ${EXHAUSTED}.`,
  },
  {
    word: 'error_first',
    group: 'break',
    sandbox: 'Answers with status 200 and an error as the first event (or as the whole body).',
    caller: EXHAUSTED,
  },
  {
    word: 'error_after_content',
    group: 'break',
    chatOnly: true,
    sandbox: 'Sends an error event after a few words.',
    caller: `${CUT} Not streamed: ${EXHAUSTED}.`,
  },
  {
    word: 'malformed',
    group: 'break',
    sandbox: 'Answers with status 200 and a web page instead of JSON or a stream.',
    caller: EXHAUSTED,
  },
  {
    word: 'bad_line',
    group: 'break',
    chatOnly: true,
    sandbox: 'Sends one broken line in the middle of a good stream.',
    caller: 'A good answer: one bad line is skipped.',
  },
  ...UPSTREAM_ERROR_TRIGGERS,
  {
    word: 'error',
    group: 'gateway_error',
    sandbox: 'Written as "sandbox:error <code> [reason]". The gateway itself answers with that error of its catalogue.',
    caller: 'The error, as it looks in real use. For test keys (lk_test_…) only.',
  },
] as const satisfies readonly SandboxTrigger[];

export type TriggerWord = (typeof SANDBOX_TRIGGERS)[number]['word'];
export type TriggerWordOf<Group extends SandboxTrigger['group']> = Extract<
  (typeof SANDBOX_TRIGGERS)[number],
  { readonly group: Group }
>['word'];

import type { Call, Fault, Moment } from './fault.ts';

/** How the request of a cell ends, as its caller sees it. */
export type CellEnd =
  /** The first attempt's own answer, whole. */
  | 'A answers'
  /** The second attempt's answer, and not a word of the first. */
  | 'B answers'
  /** Some of the first attempt's words, then `event: error`, and nothing behind it. */
  | 'error event: provider_error/stream_cut'
  | 'error event: deadline_exceeded/route'
  | '400 validation_error/rejected_by_provider'
  /** Anything else, told as it was. */
  | (string & {});

/** The rules, all of them: what a fault is and when it strikes decide how the request ends. */
export function expectedEnd({ fault, moment, call }: { fault: Fault; moment: Moment; call: Call }): CellEnd {
  if (fault.kind === 'harmless') return 'A answers';
  if (fault.kind === 'task') return '400 validation_error/rejected_by_provider';
  // Of an answer that comes whole the caller has seen nothing, whatever came of it.
  if (call === 'whole' || moment === 'before') return 'B answers';
  return fault.kind === 'endless' ? 'error event: deadline_exceeded/route' : 'error event: provider_error/stream_cut';
}

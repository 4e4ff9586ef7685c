import type { AttemptReport } from '../domain/gateway-error.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { WHILE_RUNNING } from '../pipeline/refused-key-error.ts';
import { causeOfAttempt } from './cause-of-attempt.ts';
import type { CauseCode } from './causes/all-causes.ts';
import type { FoundCauses } from './found-cause.ts';
import type { RestingAttempt } from './resting-attempts.ts';
import { wasNotSent } from './resting-attempts.ts';
import { skipWords } from './skip-words.ts';
import { writeCause } from './write-cause.ts';

interface Ending {
  readonly record: RequestRecord;
  readonly causes: FoundCauses;
  readonly resting: readonly RestingAttempt[];
}

/** How the request ended and why, for somebody who reads nothing else. */
export function endingSentence({ record, causes, resting }: Ending): string {
  const [replayed] = causes.root === undefined && record.replayOf !== undefined ? causes.others : [];
  if (replayed !== undefined) return writeCause(replayed).sentence;
  const rests = resting.map(restingSentence);
  if (causes.root === undefined) return [...answeredSentences(record), ...rests].join(' ');
  const { code } = causes.root;
  const { sentence } = writeCause(causes.root);
  const ended = record.errorDetail === WHILE_RUNNING ? ['The request ran then, and was ended.'] : [];
  return [sentence, ...ended, ...(SAYS_NOT_WHY.has(code) ? record.skipped.map(skipSentence) : []), ...rests].join(' ');
}

/** They only say that nothing could be used: the reasons are those of the attempts. */
const SAYS_NOT_WHY: ReadonlySet<CauseCode> = new Set<CauseCode>(['no_eligible_attempt', 'pinned_elsewhere']);

function skipSentence({ attempt, connection, model, reason }: AttemptReport): string {
  return `Attempt ${attempt}, ${connection}/${model}: ${skipWords(reason)}.`;
}

function answeredSentences({ attempts }: RequestRecord): readonly string[] {
  const last = attempts.at(-1);
  if (last === undefined) return ['Answered.'];
  const failed = attempts.filter((attempt) => attempt !== last && !wasNotSent(attempt));
  return [
    `Answered by attempt ${last.position}, ${last.connection}/${last.model}.`,
    ...failed.map((attempt) => {
      const { sentence } = writeCause(causeOfAttempt(attempt));
      const again = attempt.position === last.position ? ' at first' : '';
      return `Attempt ${attempt.position} failed before${again}: ${sentence}`;
    }),
  ];
}

function restingSentence({ attempt, connection, model, because, since, until, failure }: RestingAttempt): string {
  const from = since === undefined ? '' : ` since ${since}`;
  const to = until === undefined ? '' : `, until ${until}`;
  const reason = {
    circuit_open: `its circuit was open${from}${to}`,
    cooling_down: `it rested after a failure${from}${to}`,
    probed: 'its circuit was open, and another request was trying it just then',
  }[because];
  const newest =
    failure === undefined
      ? ''
      : ` Its newest failure before (${failure.requestId}): ${writeCause(causeOfAttempt(failure.attempt)).sentence}`;
  return `Attempt ${attempt}, ${connection}/${model}, was left out because ${reason}.${newest}`;
}

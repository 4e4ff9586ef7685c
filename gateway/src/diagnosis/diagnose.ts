import type { RequestRecord } from '../domain/request-record.ts';
import { NOTE } from './causes/provider-causes.ts';
import type { Diagnosis } from './diagnosis.ts';
import { endingSentence } from './ending-sentence.ts';
import { decisiveAttempt, findCauses } from './find-causes.ts';
import type { FoundCause, FoundCauses } from './found-cause.ts';
import type { Now } from './now.ts';
import { restingAttempts } from './resting-attempts.ts';
import { whatHappened } from './what-happened.ts';
import { wouldWorkNow } from './would-work-now.ts';
import { writeCause, writeStep } from './write-cause.ts';
import { writeFix } from './write-fix.ts';

export interface DiagnoseInput {
  readonly record: RequestRecord;
  /** Requests of the same workspace before it, newest first; may be empty. */
  readonly earlier: readonly RequestRecord[];
  readonly now: Now;
  /** Whether words of a provider and its address may be shown: to operators only. */
  readonly withNotes: boolean;
}

/** Why a request went as it did, what to do about it, and whether it would work now. Pure: nothing is sent or spent. */
export function diagnose({ record, earlier, now, withNotes }: DiagnoseInput): Diagnosis {
  const resting = restingAttempts({ record, earlier });
  const causes = withNames({ causes: findCauses({ record, resting }), now, withNotes });
  const ending = endingSentence({ record, causes, resting });
  const summary = [ending, ...noteSentences({ record, root: causes.root, withNotes })].join(' ');
  return {
    request_id: record.id,
    summary,
    what_happened: whatHappened({ record, withNotes }),
    root_cause: causes.root === undefined ? null : { code: causes.root.code, sentence: summary },
    fix: writeFix({ record, causes, resting, withNotes }),
    would_work_now: wouldWorkNow({ record, cause: causes.root, now }),
  };
}

interface Naming {
  readonly causes: FoundCauses;
  readonly now: Now;
  readonly withNotes: boolean;
}

/** A record of a request that was refused early does not name the route of its key; no record has a provider's address. */
function withNames({ causes: { root, others }, now, withNotes }: Naming): FoundCauses {
  const { principal } = now;
  const name = (cause: FoundCause): FoundCause => {
    const used = principal?.route?.attempts.find(({ connection }) => connection.name === cause.facts.connection);
    const host = withNotes ? hostOf(used?.connection.baseUrl) : undefined;
    const today = {
      ...(principal && { workspace: principal.workspaceName }),
      ...(principal?.route && { route: principal.route.name }),
      ...(host !== undefined && { host }),
    };
    return { ...cause, facts: { ...today, ...cause.facts } };
  };
  return { root: root && name(root), others: others.map(name) };
}

function hostOf(baseUrl: string | undefined): string | undefined {
  return baseUrl !== undefined && URL.canParse(baseUrl) ? new URL(baseUrl).hostname : undefined;
}

interface NoteQuestion {
  readonly record: RequestRecord;
  readonly root: FoundCause | undefined;
  readonly withNotes: boolean;
}

/** Where only the provider knows what was wrong, the operator reads it at once. */
function noteSentences({ record, root, withNotes }: NoteQuestion): readonly string[] {
  const note = decisiveAttempt(record)?.failureNote;
  if (!withNotes || root === undefined || note === undefined || !hasNoteStep(root)) return [];
  return [`The provider said: "${note}"`];
}

function hasNoteStep({ code, facts }: FoundCause): boolean {
  const { exact } = writeStep({ step: NOTE, facts });
  return writeCause({ code, facts }).fix.some((known) => known.exact === exact);
}

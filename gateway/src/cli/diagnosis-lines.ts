import type { Diagnosis, PlanNow } from '../diagnosis/diagnosis.ts';
import { skipWords } from '../diagnosis/skip-words.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { costText, durationText } from './text-of-values.ts';

/** A diagnosis as a person reads it: the cause and its fix first, then how it came to that. */
export function diagnosisLines({
  record,
  diagnosis,
}: {
  readonly record: RequestRecord;
  readonly diagnosis: Diagnosis;
}): string[] {
  const { root_cause: root, summary, fix, would_work_now: now, what_happened: steps } = diagnosis;
  return [
    ...headLines(record),
    '',
    summary,
    ...section({
      title: root === null ? 'What would spare the detour:' : 'What to do:',
      lines: fix.flatMap(({ text, exact }, at) => [`  ${at + 1}. ${text}`, `     ${exact}`]),
    }),
    ...section({
      title: 'What happened:',
      lines: steps.map(({ at_ms: at, took_ms: took, text }) => {
        const lasted = took === undefined ? '' : ` (${durationText(took)})`;
        return `  +${durationText(at)}${lasted}  ${text}`;
      }),
    }),
    '',
    `Would it work now? ${WORDS[now.answer]} ${now.why}`,
    ...(now.plan === undefined ? [] : planLines(now.plan)),
  ];
}

const WORDS = { yes: 'Yes.', no: 'No.', unknown: 'Not known.' } as const;

function headLines(record: RequestRecord): string[] {
  const route =
    record.routeName === undefined ? 'no route' : `route ${record.routeName}, version ${record.routeVersion}`;
  const profile = record.profile === undefined ? '' : `, profile ${record.profile}`;
  const error = [record.errorCode, record.errorReason].filter(Boolean).join(':');
  const cost = record.usage === undefined ? '' : `, ${costText(record.costNanoUsd)}`;
  return [
    `${record.id}  ${new Date(record.startedAtMs).toISOString()}  ${record.endpoint}${record.stream ? ' (stream)' : ''}`,
    `  key ${record.keyName ?? 'unknown'}, ${route}${profile}`,
    `  ${record.outcome} with status ${record.status}${error === '' ? '' : ` (${error})`} after ${durationText(record.totalMs)}${cost}`,
    ...(record.traceId === undefined ? [] : [`  trace ${record.traceId}`]),
  ];
}

function planLines({ route, version, profile, attempts, skipped }: PlanNow): string[] {
  return [
    `  Today: route ${route}, version ${version}, profile ${profile}.`,
    ...attempts.map(({ attempt, connection, model }, at) => `  ${at + 1}. ${connection}/${model} (attempt ${attempt})`),
    ...skipped.map(
      ({ attempt, connection, model, reason, until }) =>
        `  -  ${connection}/${model} (attempt ${attempt}): ${skipWords(reason)}${until === undefined ? '' : `, until ${until}`} (${reason})`,
    ),
  ];
}

function section({ title, lines }: { readonly title: string; readonly lines: readonly string[] }): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

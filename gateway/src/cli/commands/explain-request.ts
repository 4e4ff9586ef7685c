import type { AttemptRecord, RequestRecord } from '../../domain/request-record.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { printOne } from '../print-list.ts';
import { requestJson } from '../request-json.ts';
import { type RootCause, rootCause } from '../root-cause.ts';
import { skipWords } from '../skip-words.ts';
import { costText, durationText } from '../text-of-values.ts';

/** Why a request that is in the log ended as it did. */
export async function explainRequest({
  context,
  options,
  requestId,
}: {
  readonly context: CliContext;
  readonly options: GlobalOptions;
  readonly requestId: string;
}): Promise<number> {
  const record = await withInstallation({
    context,
    options,
    work: ({ store }) => store.findRequest({ requestId }),
  });
  if (record === undefined) {
    throw new CliError(`There is no request ${requestId} in the log.`, {
      hint: 'A request id stands in the header X-LK-Request-ID and begins with req_; "latentkit logs" lists the newest.',
    });
  }
  const why = rootCause(record);
  printOne({
    context,
    options,
    json: { ...requestJson(record), cause: why.cause, fix: why.fix },
    lines: toLines({ record, why }),
  });
  return EXIT.ok;
}

function toLines({ record, why }: { readonly record: RequestRecord; readonly why: RootCause }): string[] {
  const route =
    record.routeName === undefined ? 'no route' : `route ${record.routeName}, version ${record.routeVersion}`;
  const profile = record.profile === undefined ? '' : `, profile ${record.profile}`;
  const error = [record.errorCode, record.errorReason].filter(Boolean).join(':');
  return [
    `${record.id}  ${new Date(record.startedAtMs).toISOString()}  ${record.endpoint}${record.stream ? ' (stream)' : ''}`,
    `  key ${record.keyName ?? 'unknown'}, ${route}${profile}`,
    `  ${record.outcome} with status ${record.status}${error === '' ? '' : ` (${error})`} after ${durationText(record.totalMs)}`,
    '',
    why.cause,
    ...(why.fix === undefined ? [] : [why.fix]),
    ...section({
      title: 'Attempts, in the order in which they were made:',
      lines: record.attempts.flatMap(attemptLines),
    }),
    ...section({
      title: 'Left out:',
      lines: record.skipped.map(
        (skip) => `  ${skip.attempt}. ${skip.connection}/${skip.model}: ${skipWords(skip.reason)} (${skip.reason})`,
      ),
    }),
  ];
}

function section({ title, lines }: { readonly title: string; readonly lines: readonly string[] }): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function attemptLines(attempt: AttemptRecord): string[] {
  const failure = [attempt.failureClass, attempt.failureDetail].filter(Boolean).join(':');
  const facts = [
    attempt.outcome,
    failure === '' ? undefined : failure,
    attempt.status === undefined ? undefined : `status ${attempt.status}`,
    attempt.firstContentMs === undefined ? undefined : `first content after ${durationText(attempt.firstContentMs)}`,
    `${durationText(attempt.totalMs)} in all`,
    attempt.usage === undefined ? undefined : costText(attempt.costNanoUsd),
  ];
  const line = `  ${attempt.position}. ${attempt.connection}/${attempt.model}: ${facts.filter(Boolean).join(', ')}`;
  return attempt.failureNote === undefined ? [line] : [line, `     note: ${attempt.failureNote}`];
}

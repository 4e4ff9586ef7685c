import { setImmediate as nextTurn } from 'node:timers/promises';
import { GatewayError } from '../../domain/gateway-error.ts';
import { rollUpUsage } from '../../jobs/roll-up-usage.ts';
import { answerUsage, type UsageAnswer } from '../../usage/answer-usage.ts';
import { usageCsv, usageJson } from '../../usage/write-usage.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT, usageError } from '../cli-error.ts';
import { usageTable } from '../usage-table.ts';

export interface UsageOptions extends GlobalOptions {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly month?: string | undefined;
  readonly timeZone: string;
  readonly interval: string;
  readonly groupBy?: string | undefined;
  readonly key?: readonly string[] | undefined;
  readonly route?: readonly string[] | undefined;
  readonly connection?: readonly string[] | undefined;
  readonly model?: readonly string[] | undefined;
  readonly capability?: readonly string[] | undefined;
  readonly member?: readonly string[] | undefined;
  readonly tag?: readonly string[] | undefined;
  readonly access?: readonly string[] | undefined;
  readonly fundedBy?: readonly string[] | undefined;
  readonly workspace?: string | undefined;
  readonly limit?: string | undefined;
  readonly after?: string | undefined;
  readonly csv?: boolean | undefined;
  readonly rebuild?: boolean | undefined;
}

/** `latentkit usage`: the report of `GET /api/usage`, made from the database itself. */
export async function usage({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: UsageOptions;
}): Promise<number> {
  const parameters = parametersOf(options);
  const answer = await withInstallation({
    context,
    options,
    work: async ({ store }) => {
      if (options.rebuild) await store.usage.markAll();
      const nowMs = context.now();
      // Also what the job of a gateway would do in the next minute, or what nobody did while none was running.
      await rollUpUsage({ usage: store.usage, nowMs, pause: nextTurn });
      return answerUsage({ store, parameters, reader: { kind: 'operator' }, nowMs, pause: nextTurn });
    },
  }).catch((error: unknown) => {
    throw error instanceof GatewayError && error.code === 'validation_error' ? inWordsOfOptions(error) : error;
  });
  context.write(textOf({ answer, json: options.json === true }));
  if (answer.next !== undefined) context.writeError(`There is more: --after ${answer.next}\n`);
  return EXIT.ok;
}

function textOf({ answer, json }: { readonly answer: UsageAnswer; readonly json: boolean }): string {
  if (answer.format === 'csv') return usageCsv(answer);
  return json ? `${JSON.stringify(usageJson(answer))}\n` : usageTable(answer);
}

/** The options as the parameters of the address. */
function parametersOf(options: UsageOptions): readonly (readonly [string, string])[] {
  const { from, to } = timesOf(options);
  const single = {
    from,
    to,
    time_zone: options.timeZone,
    interval: options.interval,
    group_by: options.groupBy,
    workspace: options.workspace,
    limit: options.limit,
    after: options.after,
    format: options.csv ? 'csv' : 'json',
  };
  const several = {
    key: options.key,
    route: options.route,
    connection: options.connection,
    model: options.model,
    capability: options.capability,
    member: options.member,
    tag: options.tag,
    access: options.access,
    funded_by: options.fundedBy,
  };
  return [
    ...Object.entries(single).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    ...Object.entries(several).flatMap(([name, values]) => (values ?? []).map((value) => [name, value] as const)),
  ];
}

function timesOf({ month, from, to }: UsageOptions): { from: string | undefined; to: string | undefined } {
  if (month === undefined) return { from, to };
  if (from !== undefined || to !== undefined) {
    throw usageError('--month is already a beginning and an end.', 'Leave out --from and --to.');
  }
  const startMs = /^\d{4}-\d{2}$/.test(month) ? Date.parse(`${month}-01T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(startMs)) throw usageError(`--month ${month} is no month.`, 'Write it like 2026-11.');
  const start = new Date(startMs);
  const next = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1));
  return { from: `${month}-01`, to: next.toISOString().slice(0, 10) };
}

function inWordsOfOptions({ param, message, hint }: GatewayError): Error {
  const inWords = (text: string) => text.replaceAll(`"${param}"`, `--${(param ?? '').replaceAll('_', '-')}`);
  return usageError(inWords(message), inWords(hint));
}

import type { GatewayEvent } from '../../domain/event.ts';
import { formatUsd } from '../../domain/money.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { findWorkspace } from '../find-definition.ts';
import { printList } from '../print-list.ts';
import { readPageLimit } from '../read-page-limit.ts';
import { costText, dateText, isoText } from '../text-of-values.ts';

export interface EventsListOptions extends GlobalOptions {
  readonly limit: string;
  readonly before?: string | undefined;
  readonly workspace?: string | undefined;
}

/** `latentkit events list`: the newest first. */
export async function eventsList({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: EventsListOptions;
}): Promise<number> {
  const limit = readPageLimit(options.limit);
  const rows = await withInstallation({
    context,
    options,
    work: async ({ store }) => {
      const { workspace } = options;
      const workspaceId = workspace && findWorkspace({ definitions: await store.readDefinitions(), workspace }).id;
      return store.events.list({ workspaceId, beforeId: options.before, limit });
    },
  });
  printList({
    context,
    options,
    rows,
    empty: 'No events.',
    columns: [
      { title: 'TIME', text: ({ atMs }) => dateText(atMs) },
      { title: 'EVENT', text: ({ type }) => type },
      { title: 'WHAT', text: whatText },
      { title: 'ID', text: ({ id }) => id },
    ],
    toJson: ({ id, type, workspaceId, atMs, data }) => ({
      id,
      type,
      workspace_id: workspaceId,
      at: isoText(atMs),
      budget: data.budgetName,
      scope: data.scope,
      scope_id: data.scopeId,
      scope_name: data.scopeName,
      window: data.window,
      time_zone: data.timeZone ?? 'UTC',
      window_start: isoText(data.windowStartMs),
      window_end: isoText(data.windowEndMs),
      percent: data.percent,
      spent_usd: formatUsd(data.spentNanoUsd),
      limit_usd: formatUsd(data.limitNanoUsd),
    }),
  });
  return EXIT.ok;
}

function whatText({ data }: GatewayEvent): string {
  const name = data.budgetName === undefined ? '' : ` "${data.budgetName}"`;
  const of = `of ${data.scope} ${data.scopeName}`;
  const spent = `${costText(data.spentNanoUsd)} of ${costText(data.limitNanoUsd)}`;
  return `budget${name} ${of} is at ${data.percent} %: ${spent} (${data.window})`;
}

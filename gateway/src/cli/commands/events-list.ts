import type { BudgetThreshold, GatewayEvent } from '../../domain/event.ts';
import { eventWords } from '../../domain/event-words.ts';
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
    toJson: (event) => ({
      id: event.id,
      type: event.type,
      workspace_id: event.workspaceId,
      at: isoText(event.atMs),
      ...eventWords(event),
    }),
  });
  return EXIT.ok;
}

function whatText(event: GatewayEvent): string {
  switch (event.type) {
    case 'budget.threshold':
      return thresholdText(event.data);
    case 'circuit.opened':
      return `${event.data.model} of connection ${event.data.connectionName} is left alone: ${event.data.failureClass}`;
    case 'circuit.closed':
      return `${event.data.model} of connection ${event.data.connectionName} is used again`;
    case 'credential.refused':
      return `the credential of connection ${event.data.connectionName} is refused`;
    case 'route.published':
      return `route ${event.data.routeName} is at version ${event.data.version}, by ${event.data.by}`;
    case 'key.created':
      return `key ${event.data.keyName} was made by ${event.data.by}`;
    case 'key.revoked':
      return `key ${event.data.keyName} was revoked by ${event.data.by}`;
  }
}

function thresholdText(data: BudgetThreshold): string {
  const name = data.budgetName === undefined ? '' : ` "${data.budgetName}"`;
  const of = `of ${data.scope} ${data.scopeName}`;
  const spent = `${costText(data.spentNanoUsd)} of ${costText(data.limitNanoUsd)}`;
  return `budget${name} ${of} is at ${data.percent} %: ${spent} (${data.window})`;
}

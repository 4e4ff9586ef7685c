import type { RouteDefinition } from '../../domain/definitions.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { workspacesToList } from '../find-definition.ts';
import { printList } from '../print-list.ts';
import { dateText, isoText } from '../text-of-values.ts';

export interface RoutesListOptions extends GlobalOptions {
  readonly workspace?: string | undefined;
}

interface Row {
  readonly route: RouteDefinition;
  readonly workspace: string;
  readonly keys: number;
}

/** `latentkit routes list` */
export async function routesList({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: RoutesListOptions;
}): Promise<number> {
  const definitions = await withInstallation({ context, options, work: ({ store }) => store.readDefinitions() });
  const workspaces = workspacesToList({ definitions, workspace: options.workspace });
  const rows = definitions.routes.flatMap((route): Row[] => {
    const workspace = workspaces.find(({ id }) => id === route.workspaceId)?.name;
    if (workspace === undefined) return [];
    const keys = definitions.keys.filter((key) => key.routeId === route.id && key.revokedAtMs === undefined);
    return [{ route, workspace, keys: keys.length }];
  });
  printList({
    context,
    options,
    rows,
    empty: 'No routes. Declare one in a file and run "latentkit apply -f <file>".',
    columns: [
      { title: 'NAME', text: ({ route }) => route.name },
      { title: 'WORKSPACE', text: ({ workspace }) => workspace },
      { title: 'VERSION', align: 'right', text: ({ route }) => String(route.published?.version ?? '-') },
      { title: 'PUBLISHED', text: ({ route }) => dateText(route.published?.publishedAtMs) },
      { title: 'KEYS', align: 'right', text: ({ keys }) => String(keys) },
      { title: 'MADE BY', text: ({ route }) => route.owner },
      { title: 'ATTEMPTS', text: ({ route }) => attemptsText(route) },
    ],
    toJson: ({ route, workspace, keys }) => ({
      id: route.id,
      name: route.name,
      workspace,
      version: route.published?.version,
      published_at: isoText(route.published?.publishedAtMs),
      keys,
      made_by: route.owner,
      attempts: route.published?.spec.attempts.map(({ connection, model }) => ({ connection, model })) ?? [],
    }),
  });
  return EXIT.ok;
}

function attemptsText({ published }: RouteDefinition): string {
  if (published === undefined) return 'not published';
  return published.spec.attempts.map(({ connection, model }) => `${connection}/${model}`).join(' → ');
}

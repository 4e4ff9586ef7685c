import type { KeyDefinition } from '../../domain/definitions.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { workspacesToList } from '../find-definition.ts';
import { printList } from '../print-list.ts';
import { dateText, isoText } from '../text-of-values.ts';

export interface KeysListOptions extends GlobalOptions {
  readonly workspace?: string | undefined;
  readonly all?: boolean | undefined;
}

interface Row {
  readonly key: KeyDefinition;
  readonly workspace: string;
  readonly route: string | undefined;
  readonly state: string;
}

/** `latentkit keys list`: the keys that work, with `--all` also those that don't any more. */
export async function keysList({
  context,
  options,
}: {
  context: CliContext;
  options: KeysListOptions;
}): Promise<number> {
  const definitions = await withInstallation({ context, options, work: ({ store }) => store.readDefinitions() });
  const workspaces = workspacesToList({ definitions, workspace: options.workspace });
  const routes = new Map(definitions.routes.map(({ id, name }) => [id, name]));
  const rows = definitions.keys.flatMap((key): Row[] => {
    const workspace = workspaces.find(({ id }) => id === key.workspaceId)?.name;
    if (workspace === undefined || (key.revokedAtMs !== undefined && !options.all)) return [];
    const route = key.routeId === undefined ? undefined : routes.get(key.routeId);
    return [{ key, workspace, route, state: stateOf({ key, nowMs: context.now() }) }];
  });
  printList({
    context,
    options,
    rows,
    empty: 'No keys. Create one with "latentkit keys create <name>".',
    columns: [
      { title: 'NAME', text: ({ key }) => key.name },
      { title: 'KEY', text: ({ key }) => key.secrets.at(-1)?.display ?? '-' },
      { title: 'WORKSPACE', text: ({ workspace }) => workspace },
      { title: 'ROUTE', text: ({ route }) => route ?? '-' },
      { title: 'STATE', text: ({ state }) => state },
      { title: 'EXPIRES', text: ({ key }) => dateText(key.expiresAtMs) },
      { title: 'MADE BY', text: ({ key }) => key.owner },
      { title: 'ID', text: ({ key }) => key.id },
    ],
    toJson: ({ key, workspace, route, state }) => ({
      id: key.id,
      name: key.name,
      workspace,
      kind: key.kind,
      route,
      state,
      display: key.secrets.at(-1)?.display,
      secrets: key.secrets.map(({ display, createdAtMs, rotatedOutAtMs }) => ({
        display,
        created_at: isoText(createdAtMs),
        works_until: isoText(rotatedOutAtMs),
      })),
      member: key.member,
      tags: key.tags,
      scopes: key.scopes,
      allowed_ips: key.allowedIps,
      rate_limit: key.rateLimit,
      budget: key.budget,
      expires_at: isoText(key.expiresAtMs),
      revoked_at: isoText(key.revokedAtMs),
      made_by: key.owner,
      created_at: isoText(key.createdAtMs),
    }),
  });
  return EXIT.ok;
}

function stateOf({ key, nowMs }: { readonly key: KeyDefinition; readonly nowMs: number }): string {
  if (key.revokedAtMs !== undefined) return 'revoked';
  if (key.expiresAtMs !== undefined && key.expiresAtMs <= nowMs) return 'expired';
  const overlapping = key.secrets.some(({ rotatedOutAtMs }) => rotatedOutAtMs !== undefined && rotatedOutAtMs > nowMs);
  return overlapping ? 'rotating' : 'works';
}

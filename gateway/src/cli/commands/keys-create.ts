import { CAPABILITIES, type Capability } from '@latentkit/contract/capability';
import { keySchema, labelSchema } from '@latentkit/contract/config-schema';
import { isAddressOrRange } from '../../config/is-address-or-range.ts';
import type { Definitions, KeyDefinition, RouteDefinition, WorkspaceDefinition } from '../../domain/definitions.ts';
import { displayOfKey, generateKeySecret } from '../../domain/key-secret.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import type { KeyKind } from '../../domain/route.ts';
import { type CliContext, type GlobalOptions, withInstallation } from '../cli-context.ts';
import { CliError, EXIT, usageError } from '../cli-error.ts';
import { findRoute, findWorkspace } from '../find-definition.ts';
import { printOne } from '../print-list.ts';
import { readExpiry } from '../read-expiry.ts';
import { isoText } from '../text-of-values.ts';

export interface KeysCreateOptions extends GlobalOptions {
  readonly workspace?: string | undefined;
  readonly route?: string | undefined;
  readonly kind: string;
  readonly expires?: string | undefined;
  readonly ip?: readonly string[] | undefined;
  readonly scope?: readonly string[] | undefined;
  readonly member?: string | undefined;
  readonly tag?: readonly string[] | undefined;
}

interface KeysCreateInput {
  readonly context: CliContext;
  readonly options: KeysCreateOptions;
  readonly name: string;
}

/** `latentkit keys create <name>`: a new key; its secret is printed once, and never again. */
export async function keysCreate({ context, options, name }: KeysCreateInput): Promise<number> {
  const wanted = readOptions({ context, options, name });
  const secret = generateKeySecret({ kind: wanted.kind, randomBytes: context.randomBytes });
  const { key, route } = await withInstallation({
    context,
    options,
    work: ({ store, vault }) =>
      store.write({
        actor: { kind: 'command_line' },
        work: async (writes) => {
          const definitions = await writes.read();
          const workspace = chooseWorkspace({ definitions, options });
          const ofWorkspace = chooseRoute({ definitions, workspace, wanted: options.route });
          checkNameFree({ definitions, workspace, name });
          const created: KeyDefinition = {
            ...wanted,
            id: context.ids.next('key'),
            workspaceId: workspace.id,
            name,
            routeId: ofWorkspace.id,
            secrets: [
              {
                digest: vault.digest(secret),
                display: displayOfKey(secret),
                createdAtMs: context.now(),
                rotatedOutAtMs: undefined,
              },
            ],
            rateLimit: undefined,
            budget: undefined,
            revokedAtMs: undefined,
            owner: 'cli',
            createdAtMs: context.now(),
          };
          await writes.saveKey(created);
          return { key: created, route: ofWorkspace };
        },
      }),
  });
  printOne({
    context,
    options,
    json: { id: key.id, name, kind: key.kind, route: route.name, expires_at: isoText(key.expiresAtMs), secret },
    lines: [
      `Key "${name}" for route "${route.name}" was created. Its secret, shown only now:`,
      '',
      `  ${secret}`,
      '',
      ...(route.published === undefined
        ? [`Route "${route.name}" is not published yet: the key is refused until it is.`]
        : []),
    ],
  });
  return EXIT.ok;
}

type WantedKey = Pick<KeyDefinition, 'kind' | 'scopes' | 'allowedIps' | 'member' | 'tags' | 'expiresAtMs'>;

/** @throws CliError usage */
function readLabel({ option, text }: { readonly option: string; readonly text: string }): string {
  if (labelSchema.safeParse(text).success) return text;
  throw usageError(`${option} takes no such text.`, 'At most 100 letters, digits, spaces or . _ : @ / + -');
}

/** @throws CliError usage */
function readOptions({ context, options, name }: KeysCreateInput): WantedKey {
  if (!keySchema.shape.name.safeParse(name).success) {
    throw usageError('This is not a name for a key.', 'At most 64 letters, digits, spaces, ".", "_" or "-".');
  }
  const badAddress = options.ip?.find((address) => !isAddressOrRange(address));
  if (badAddress !== undefined) {
    throw usageError(`--ip ${badAddress} is neither an address nor a range.`, 'Such as 203.0.113.7 or 10.0.0.0/8.');
  }
  return {
    kind: readKind(options.kind),
    scopes: options.scope?.map(readScope),
    allowedIps: options.ip,
    member: options.member === undefined ? undefined : readLabel({ option: '--member', text: options.member }),
    tags: [...new Set((options.tag ?? []).map((text) => readLabel({ option: '--tag', text })))],
    expiresAtMs: readExpiry({ text: options.expires, nowMs: context.now() }),
  };
}

function readKind(text: string): KeyKind {
  if (text === 'live' || text === 'test') return text;
  throw usageError(`--kind ${text} does not exist.`, 'Write --kind live or --kind test.');
}

function readScope(text: string): Capability {
  const found = CAPABILITIES.find((capability) => capability === text);
  if (found !== undefined) return found;
  const guess = nearestName({ name: text, candidates: CAPABILITIES });
  throw usageError(
    `--scope ${text} is no capability.`,
    guess === undefined ? `They are: ${CAPABILITIES.join(', ')}.` : `Did you mean "${guess}"?`,
  );
}

/** A route's name says which workspace is meant, where only one has such a route. */
function chooseWorkspace({
  definitions,
  options,
}: {
  readonly definitions: Definitions;
  readonly options: KeysCreateOptions;
}): WorkspaceDefinition {
  const named = definitions.routes.filter(({ id, name }) => id === options.route || name === options.route);
  const [only, second] = named;
  const implied = only !== undefined && second === undefined ? only.workspaceId : undefined;
  return findWorkspace({ definitions, workspace: options.workspace ?? implied });
}

function chooseRoute({
  definitions,
  workspace,
  wanted,
}: {
  readonly definitions: Definitions;
  readonly workspace: WorkspaceDefinition;
  readonly wanted: string | undefined;
}): RouteDefinition {
  if (wanted !== undefined) return findRoute({ definitions, workspace: workspace.name, wanted });
  const routes = definitions.routes.filter(({ workspaceId }) => workspaceId === workspace.id);
  const [only, second] = routes;
  if (only !== undefined && second === undefined) return only;
  const names = routes.map(({ name }) => name).join(', ');
  throw usageError(
    'A key needs a route.',
    only === undefined
      ? 'Declare one in a file and run "latentkit apply -f <file>".'
      : `Add --route, one of: ${names}.`,
  );
}

function checkNameFree({
  definitions,
  workspace,
  name,
}: {
  readonly definitions: Definitions;
  readonly workspace: WorkspaceDefinition;
  readonly name: string;
}): void {
  const taken = definitions.keys.some(
    (key) => key.workspaceId === workspace.id && key.revokedAtMs === undefined && key.name === name,
  );
  if (!taken) return;
  throw new CliError(`There is already a key named "${name}".`, {
    hint: `Choose another name, or give it a new secret with "latentkit keys rotate ${name}".`,
  });
}

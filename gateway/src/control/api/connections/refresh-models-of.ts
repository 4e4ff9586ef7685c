import * as z from 'zod';
import type { ConnectionCheck } from '../../../domain/connection-check.ts';
import type { ConnectionDefinition, Definitions, WorkspaceDefinition } from '../../../domain/definitions.ts';
import { GatewayError } from '../../../domain/gateway-error.ts';
import { compileConnection } from '../../compile-connection.ts';
import type { ActAnswer, ActContext } from '../act.ts';
import { requireNotFiles } from '../require-own.ts';
import { checkSchema, checkView } from './check-view.ts';
import { connectionSchema, connectionView } from './connection-view.ts';
import type { FindConnection } from './find-connection.ts';
import { type MergedModels, mergeModels } from './merge-models.ts';
import { readAround } from './read-around.ts';

export const refreshSchema = z
  .strictObject({
    check: checkSchema.describe('How asking the provider went; where it is not ok, nothing was changed'),
    added: z.array(z.string()).describe('New ones: disabled until somebody enables them'),
    vanished: z.array(z.string()).describe('Not named any more: they go on working as long as the provider lets them'),
    connection: connectionSchema,
  })
  .meta({ id: 'RefreshedModels' });

/** What ids a list of models may bring: any other one could not be sent. */
const USABLE_ID = /^[\x21-\x7e]{1,200}$/;
const MOST = 5_000;

/** Asks the provider which models it has. @throws GatewayError conflict, not_found, permission_denied, rate_limited */
export async function refreshModelsOf(
  input: ActContext & {
    readonly workspace?: WorkspaceDefinition;
    readonly find: FindConnection;
    readonly definitions: Definitions;
  },
): Promise<ActAnswer> {
  const { deps, find } = input;
  const before = find(input.definitions);
  requireNotFiles({ owner: before.owner, what: `The connection "${before.name}"` });
  const { vault, providers } = deps;
  const { compiled, problem } = compileConnection({ definition: before, vault, providers });
  if (problem !== undefined) throw wrongState(`The connection "${before.name}" cannot be used: ${problem.message}.`);
  deps.outgoing.take(before.workspaceId);
  const beganMs = deps.clock.now();
  const asked = await deps.checks.listModels({ connection: compiled.connection });
  if (asked === undefined) {
    throw wrongState(
      `${providers.get(before.provider)?.label ?? 'Its provider'} has no list of models: enter them by hand.`,
    );
  }
  if ('check' in asked) return answer({ input, connection: before, check: asked.check, merged: undefined });
  const listed = asked.models.filter((id) => USABLE_ID.test(id) && !hasDotSegment(id)).slice(0, MOST);
  const { connection, merged } = await save({ input, listed });
  const latencyMs = deps.clock.now() - beganMs;
  const cause = `The provider lists ${listed.length} models.`;
  return answer({ input, connection, merged, check: { verdict: 'ok', cause, fix: [], status: 200, latencyMs } });
}

type Refresh = Parameters<typeof refreshModelsOf>[0];

function save({ input, listed }: { readonly input: Refresh; readonly listed: readonly string[] }) {
  const { deps, acting, workspace, find, nowMs } = input;
  return deps.store.write({
    ...acting,
    async work(writes) {
      const definitions = await readAround({ writes, workspace, find });
      const current = find(definitions);
      const merged = mergeModels({
        current: current.models,
        listed,
        used: usedModels({ current, definitions }),
        nowMs,
      });
      const connection = { ...current, models: merged.models };
      await writes.saveConnection(connection);
      return { connection, merged };
    },
  });
}

function usedModels({
  current,
  definitions,
}: {
  readonly current: ConnectionDefinition;
  readonly definitions: Definitions;
}): ReadonlySet<string> {
  const attempts = definitions.routes
    .filter(({ workspaceId }) => workspaceId === current.workspaceId)
    .flatMap(({ published, canary, shadow, schedule }) => [published, canary, shadow, schedule])
    .flatMap((release) => release?.spec.attempts ?? []);
  return new Set(attempts.filter(({ connection }) => connection === current.name).map(({ model }) => model));
}

/** It would lead elsewhere as part of an address. */
function hasDotSegment(id: string): boolean {
  return id.split('/').some((segment) => segment === '' || segment === '.' || segment === '..');
}

function wrongState(message: string): GatewayError {
  return new GatewayError('conflict', {
    reason: 'wrong_state',
    message,
    hint: 'List its models by hand: PATCH "models".',
  });
}

async function answer({
  input: { deps, nowMs },
  connection,
  check,
  merged,
}: {
  readonly input: Refresh;
  readonly connection: ConnectionDefinition;
  readonly check: ConnectionCheck;
  readonly merged: MergedModels | undefined;
}): Promise<ActAnswer> {
  const { providers } = deps;
  const view = connectionView({ connection, isOwn: true, providers, catalogue: await deps.catalogue(), nowMs });
  const { added, vanished } = merged ?? { added: [], vanished: [] };
  return {
    body: {
      check: checkView({ check, model: undefined }),
      added: [...added],
      vanished: [...vanished],
      connection: view,
    },
    tagOf: connection,
  };
}

import type { Config } from '../../config/config.ts';
import type { Actor } from '../../domain/actor.ts';
import type { Definitions } from '../../domain/definitions.ts';
import type { IdSource, RouteId } from '../../domain/ids.ts';
import type { DefinitionWrites, Store } from '../../domain/store.ts';
import type { Vault } from '../../domain/vault.ts';
import type { PlannedWrite } from './apply-plan.ts';
import type { Change } from './change.ts';
import { planApply } from './plan-apply.ts';
import { withoutOwners } from './without-owners.ts';

export interface ApplyInput {
  readonly store: Pick<Store, 'readDefinitions' | 'write'>;
  readonly vault: Vault;
  readonly config: Config;
  readonly ids: IdSource;
  readonly nowMs: number;
  readonly actor: Actor;
  /** True: says what would change, and changes nothing. */
  readonly dryRun: boolean;
  /** True: what was made in the console or on the command line and stands in the file is the file's from now on. */
  readonly takeOver?: boolean;
}

export type ApplyResult =
  | { readonly ok: true; readonly changes: readonly Change[]; readonly notices: readonly string[] }
  /** Nothing was written. */
  | { readonly ok: false; readonly conflicts: readonly string[] };

/** Brings a workspace to what a configuration file says, all of it or nothing. */
export async function applyConfig(input: ApplyInput): Promise<ApplyResult> {
  const planFor = (definitions: Definitions) =>
    planApply({ ...input, definitions: input.takeOver === true ? withoutOwners(definitions) : definitions });
  if (input.dryRun) return toResult(planFor(await input.store.readDefinitions()));
  return input.store.write({
    actor: input.actor,
    work: async (writes) => {
      // Planned again inside: between a look and a write, another process may have changed something.
      const plan = planFor(await writes.read());
      if (plan.conflicts.length === 0) {
        for (const write of plan.writes) await perform({ write, writes, nowMs: input.nowMs });
      }
      return toResult(plan);
    },
  });
}

function toResult(plan: ReturnType<typeof planApply>): ApplyResult {
  if (plan.conflicts.length > 0) return { ok: false, conflicts: plan.conflicts };
  return { ok: true, changes: plan.changes, notices: plan.notices };
}

async function perform({
  write,
  writes,
  nowMs,
}: {
  readonly write: PlannedWrite;
  readonly writes: DefinitionWrites;
  readonly nowMs: number;
}): Promise<void> {
  switch (write.act) {
    case 'saveWorkspace':
      return writes.saveWorkspace(write.row);
    case 'saveConnection':
      return writes.saveConnection(write.row);
    case 'removeConnection':
      return writes.removeConnection(write.id);
    case 'saveRoute':
      return writes.saveRoute(write.row);
    case 'publishRoute':
      await writes.publishRoute({ routeId: write.routeId, spec: write.spec, publishedAtMs: nowMs });
      return;
    case 'endReleases':
      return endReleases({ writes, routeId: write.routeId });
    case 'removeRoute':
      return writes.removeRoute(write.id);
    case 'saveKey':
      return writes.saveKey(write.row);
    case 'savePlan':
      return writes.savePlan(write.row);
    case 'removePlan':
      return writes.removePlan(write.name);
    case 'saveWebhook':
      return writes.saveWebhook(write.row);
    case 'removeWebhook':
      return writes.removeWebhook(write.id);
    case 'saveBudget':
      return writes.saveBudget(write.row);
    case 'removeBudget':
      return writes.removeBudget(write.id);
    case 'postTransfer':
      await writes.postTransfer(write.transfer);
      return;
  }
}

async function endReleases({
  writes,
  routeId,
}: {
  readonly writes: DefinitionWrites;
  readonly routeId: RouteId;
}): Promise<void> {
  await writes.setCanary({ routeId, canary: undefined });
  await writes.setShadow({ routeId, shadow: undefined });
  await writes.setSchedule({ routeId, schedule: undefined });
  await writes.dropDraft(routeId);
}

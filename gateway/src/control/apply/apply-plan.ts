import type {
  BudgetDefinition,
  Definitions,
  Owner,
  PlanDefinition,
  RouteSpec,
  WebhookDefinition,
} from '../../domain/definitions.ts';
import type { BudgetId, ConnectionId, IdSource, RouteId, WebhookId, WorkspaceId } from '../../domain/ids.ts';
import type { LedgerTransfer } from '../../domain/ledger.ts';
import type { DefinitionWrites } from '../../domain/store.ts';
import type { Vault } from '../../domain/vault.ts';
import type { Change } from './change.ts';

/** One write of a plan, in the words of the store. */
export type PlannedWrite =
  | { readonly act: 'saveWorkspace'; readonly row: Parameters<DefinitionWrites['saveWorkspace']>[0] }
  | { readonly act: 'saveConnection'; readonly row: Parameters<DefinitionWrites['saveConnection']>[0] }
  | { readonly act: 'removeConnection'; readonly id: ConnectionId }
  | { readonly act: 'saveRoute'; readonly row: Parameters<DefinitionWrites['saveRoute']>[0] }
  | { readonly act: 'publishRoute'; readonly routeId: RouteId; readonly spec: RouteSpec }
  /** What a file says is all there is of a route: no draft, canary, shadow or schedule stays beside it. */
  | { readonly act: 'endReleases'; readonly routeId: RouteId }
  | { readonly act: 'removeRoute'; readonly id: RouteId }
  | { readonly act: 'savePlan'; readonly row: PlanDefinition }
  | { readonly act: 'removePlan'; readonly name: string }
  | { readonly act: 'saveWebhook'; readonly row: WebhookDefinition }
  | { readonly act: 'removeWebhook'; readonly id: WebhookId }
  | { readonly act: 'saveBudget'; readonly row: BudgetDefinition }
  | { readonly act: 'removeBudget'; readonly id: BudgetId }
  | { readonly act: 'postTransfer'; readonly transfer: LedgerTransfer }
  | { readonly act: 'saveKey'; readonly row: Parameters<DefinitionWrites['saveKey']>[0] };

export interface PlannedPart {
  readonly changes: readonly Change[];
  /** In an order that the store can follow. */
  readonly writes: readonly PlannedWrite[];
  /** Why the file cannot be applied as it is. Where there is one, nothing may be written. */
  readonly conflicts: readonly string[];
  /** What the operator should know, though it hinders nothing. */
  readonly notices: readonly string[];
}

export interface PlanPartInput {
  readonly definitions: Definitions;
  readonly workspaceId: WorkspaceId;
  readonly vault: Vault;
  readonly ids: IdSource;
  readonly nowMs: number;
}

/** What a file may change: what a file made, and the examples of the first start. Everything else has its own master. */
export function isFilesToChange(owner: Owner): boolean {
  return owner === 'file' || owner === 'setup';
}

const OWNER_WORDS: Readonly<Record<Owner, string>> = {
  file: 'by a configuration file',
  cli: 'on the command line',
  console: 'in the console',
  setup: 'by the first start',
};

export function nameConflict({ noun, name, owner }: { noun: string; name: string; owner: Owner }): string {
  return `${noun} "${name}" was made ${OWNER_WORDS[owner]}, and only changes there. Rename it in the file, remove it there, or apply the file with --take-over.`;
}

/** Says nothing of who made it: when a file takes over on demand, that is hidden from the plan. */
export function takeOverNote(owner: Owner | undefined): string | undefined {
  return owner === undefined || owner === 'file' ? undefined : 'now kept by the file';
}

export function joinParts(parts: readonly PlannedPart[]): PlannedPart {
  return {
    changes: parts.flatMap((part) => part.changes),
    writes: parts.flatMap((part) => part.writes),
    conflicts: parts.flatMap((part) => part.conflicts),
    notices: parts.flatMap((part) => part.notices),
  };
}

export const NOTHING: PlannedPart = { changes: [], writes: [], conflicts: [], notices: [] };

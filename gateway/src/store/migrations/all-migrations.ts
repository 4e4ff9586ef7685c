import { foundation } from './0001-foundation.ts';
import { diagnosis } from './0002-diagnosis.ts';
import { ledger } from './0003-ledger.ts';
import { idempotency } from './0004-idempotency.ts';
import { usage } from './0005-usage.ts';
import { plansAndBudgets } from './0006-plans-and-budgets.ts';
import { limits } from './0007-limits.ts';
import { events } from './0008-events.ts';
import { margins } from './0009-margins.ts';
import { audit } from './0010-audit.ts';
import { releases } from './0011-releases.ts';
import { people } from './0012-people.ts';
import { control } from './0013-control.ts';
import { sharedConnections } from './0014-shared-connections.ts';
import { keys } from './0015-keys.ts';
import { planOrder } from './0016-plan-order.ts';
import { workspaceRemoval } from './0017-workspace-removal.ts';
import { requestContents } from './0018-request-contents.ts';
import { sealedFields } from './0019-sealed-fields.ts';
import { definitionChanges } from './0020-definition-changes.ts';
import { spendingShares } from './0021-spending-shares.ts';
import { requestTraces } from './0022-request-traces.ts';
import type { Migration } from './migration.ts';

/** Every step of the schema, in order. */
export const ALL_MIGRATIONS: readonly Migration[] = [
  foundation,
  diagnosis,
  ledger,
  idempotency,
  usage,
  plansAndBudgets,
  limits,
  events,
  margins,
  audit,
  releases,
  people,
  control,
  sharedConnections,
  keys,
  planOrder,
  workspaceRemoval,
  requestContents,
  sealedFields,
  definitionChanges,
  spendingShares,
  requestTraces,
];

/**
 * A program that knows this step may run beside this one on the same database, whatever steps came after it. Only a step
 * that takes something away moves it on.
 */
export const READABLE_SINCE = '0013-control';

import type { ActOrigin, Actor } from './actor.ts';

/** What the audit log names. */
export const AUDITED_OBJECTS = [
  'workspace',
  'connection',
  'route',
  'key',
  'plan',
  'budget',
  'webhook',
  'credits',
  'member',
  'invitation',
  'service_token',
  'person',
  'sso_provider',
  'request_content',
] as const;
export type AuditedObject = (typeof AUDITED_OBJECTS)[number];

/** One act, before it has a place in the chain. */
export interface AuditFact {
  readonly atMs: number;
  readonly actor: Actor;
  readonly origin: ActOrigin | undefined;
  /** Undefined for what belongs to the whole installation. */
  readonly workspaceId: string | undefined;
  /** `create`, `update`, `remove`, or a word of its own: `publish`, `revoke`, `signed_in` … */
  readonly act: string;
  readonly object: { readonly kind: AuditedObject; readonly id: string; readonly name: string };
  /** JSON objects without secrets; undefined where there was nothing, or is nothing any more. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** One row of the audit log. Rows are only ever added, and each seals the one before it. */
export interface AuditEntry extends AuditFact {
  /** `aud_` and the place in the chain, from 1 without a gap. */
  readonly id: string;
  readonly seq: number;
  /** SHA-256 over the fields of this row and the hash of the row before, hex. */
  readonly hash: string;
}

export interface AuditQuery {
  readonly workspaceId?: string | undefined;
  readonly objectKind?: AuditedObject | undefined;
  readonly objectId?: string | undefined;
  readonly actorId?: string | undefined;
  readonly actorKind?: Actor['kind'] | undefined;
  readonly act?: string | undefined;
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  /** Rows before this place in the chain: pages on. */
  readonly beforeSeq?: number | undefined;
  readonly limit: number;
}

/** The audit log at rest. Writes of definitions add to it by themselves, in their own transaction. */
export interface AuditLog {
  /** For acts that change no definition: signing in, a password. */
  append(facts: readonly AuditFact[]): Promise<void>;
  /** Newest first. */
  list(query: AuditQuery): Promise<readonly AuditEntry[]>;
  /** Follows the chain from its first row. */
  verify(): Promise<AuditVerdict>;
}

export interface AuditVerdict {
  readonly entries: number;
  /** Of the newest row. Whoever keeps it elsewhere notices a chain that was written anew. */
  readonly head: string;
  /** The first row that does not follow from the one before it; undefined: the chain holds. */
  readonly brokenAtSeq: number | undefined;
}

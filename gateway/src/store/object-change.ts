import type { AuditFact } from '../domain/audit.ts';

/** What a write did to an object, before the audit log knows whose act it was. */
export type ObjectChange = Pick<AuditFact, 'workspaceId' | 'act' | 'object' | 'before' | 'after'>;

import { AUDITED_OBJECTS, type AuditEntry, type AuditQuery } from '../domain/audit.ts';
import { type CliContext, type GlobalOptions, withInstallation } from './cli-context.ts';
import { usageError } from './cli-error.ts';
import { findWorkspace } from './find-definition.ts';

export interface AuditFilterOptions extends GlobalOptions {
  readonly before?: string | undefined;
  readonly object?: string | undefined;
  readonly act?: string | undefined;
  readonly workspace?: string | undefined;
}

/** Entries of the audit log, newest first. @throws CliError usage */
export async function readAuditEntries({
  context,
  options,
  limit,
}: {
  readonly context: CliContext;
  readonly options: AuditFilterOptions;
  readonly limit: number;
}): Promise<readonly AuditEntry[]> {
  const objectKind = AUDITED_OBJECTS.find((kind) => kind === options.object);
  if (options.object !== undefined && objectKind === undefined) {
    throw usageError(`--object ${options.object} is none of ${AUDITED_OBJECTS.join(', ')}.`);
  }
  if (options.before !== undefined && !/^aud_\d{1,15}$/.test(options.before)) {
    throw usageError('--before takes the id of an entry, such as aud_17.');
  }
  const beforeSeq = options.before === undefined ? undefined : Number(options.before.slice('aud_'.length));
  return withInstallation({
    context,
    options,
    work: async ({ store }) => {
      const { workspace } = options;
      const workspaceId = workspace && findWorkspace({ definitions: await store.readDefinitions(), workspace }).id;
      const query: AuditQuery = {
        objectKind,
        act: options.act,
        beforeSeq,
        workspaceId: workspaceId || undefined,
        limit,
      };
      return store.audit.list(query);
    },
  });
}

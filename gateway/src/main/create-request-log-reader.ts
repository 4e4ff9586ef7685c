import type { RequestLogReader } from '../dataplane/server-options.ts';
import { readId } from '../domain/ids.ts';
import type { Store } from '../domain/store.ts';
import type { OpenJournal } from '../observe/journal/open-journal.ts';

/** Far enough back for what an attempt rests from: five minutes at most. */
const REQUESTS_BEFORE = 200;

/** Reads the request log of a running gateway: the journal has what the store does not have yet. */
export function createRequestLogReader({
  journal,
  store,
}: {
  readonly journal: Pick<OpenJournal, 'find'>;
  readonly store: Pick<Store, 'findRequest' | 'listRequests'>;
}): RequestLogReader {
  return {
    find: async (requestId) => (await journal.find(requestId)) ?? (await store.findRequest({ requestId })),
    before: async ({ id, workspaceId }) =>
      workspaceId === undefined
        ? []
        : store.listRequests({
            workspaceId: readId({ kind: 'ws', text: workspaceId }),
            beforeId: id,
            limit: REQUESTS_BEFORE,
          }),
  };
}

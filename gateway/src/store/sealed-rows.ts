import type { Selectable } from 'kysely';
import type { ConnectionDefinition, WebhookDefinition } from '../domain/definitions.ts';
import { hostOf } from '../domain/host-of.ts';
import { type Vault, VaultError } from '../domain/vault.ts';
import type { ConnectionsTable } from './database-schema.ts';
import { connectionFromRow, connectionToRow } from './definition-rows.ts';
import { StoreError } from './store-error.ts';
import { headersSchema, readJson } from './stored-json.ts';
import { webhookFromRow, webhookToRow } from './webhook-rows.ts';
import type { WebhooksTable } from './webhook-tables.ts';

/** What the column of the headers holds where they are sealed, or where there are none. */
export const NO_CLEAR_HEADERS = '{}';
/**
 * What the column of the address holds, since it is sealed. Nothing answers there: the release before, which knows no
 * other column, fails to deliver and tries again later.
 */
export const NO_CLEAR_URL = 'https://sealed.invalid/';
/** Switched on, with sealed headers. The release before takes anything but 1 for "off", and calls nobody without them. */
const ENABLED_SEALED = 2;

type SealedUrl = Pick<Selectable<WebhooksTable>, 'id' | 'workspace_id' | 'url' | 'sealed_url'>;

/** Rows of which a part is sealed: header values of connections, and addresses of webhooks. */
export interface SealedRows {
  /** Headers that do not open are `unreadableHeaders`: the connection may not be used without them. */
  connectionFromRow(row: Selectable<ConnectionsTable>): ConnectionDefinition;
  /** @throws StoreError where there is something to seal, and the store was opened without a vault */
  connectionToRow(connection: ConnectionDefinition): ConnectionsTable;
  /** An address that does not open leads nowhere. */
  webhookFromRow(row: Selectable<WebhooksTable>): WebhookDefinition;
  /** @throws StoreError if the store was opened without a vault */
  webhookToRow(webhook: WebhookDefinition): WebhooksTable;
  urlOf(row: SealedUrl): string;
}

/**
 * Where a clear column holds something, it is what counts: the release before wrote it, beside this one. It is sealed with
 * the next write of its row, or at the next start.
 */
export function createSealedRows({ vault }: { readonly vault: Pick<Vault, 'seal' | 'open'> | undefined }): SealedRows {
  const seal = (text: { readonly plaintext: string; readonly binding: string }): string => {
    if (vault === undefined) throw new StoreError('the store was opened without a vault, and can keep no secret');
    return vault.seal(text);
  };
  const open = ({ sealed, binding }: { readonly sealed: string; readonly binding: string }): string | undefined => {
    try {
      return vault?.open({ sealed, binding });
    } catch (error) {
      if (error instanceof VaultError) return undefined;
      throw error;
    }
  };
  const urlOf = (row: SealedUrl): string => {
    if (row.url !== NO_CLEAR_URL || row.sealed_url === null) return row.url;
    return open({ sealed: row.sealed_url, binding: urlBinding(row) }) ?? NO_CLEAR_URL;
  };
  return {
    urlOf,
    connectionFromRow(row) {
      const connection = connectionFromRow(row);
      if (row.headers !== NO_CLEAR_HEADERS || row.sealed_headers === null) return connection;
      const text = open({ sealed: row.sealed_headers, binding: headersBinding(connection) });
      if (text === undefined) return { ...connection, unreadableHeaders: row.sealed_headers };
      return { ...connection, headers: readJson({ schema: headersSchema, text }) };
    },
    connectionToRow(connection) {
      const row = connectionToRow(connection);
      const sealed =
        Object.keys(connection.headers).length === 0
          ? (connection.unreadableHeaders ?? null)
          : seal({ plaintext: row.headers, binding: headersBinding(connection) });
      const enabled = connection.enabled && sealed !== null ? ENABLED_SEALED : row.enabled;
      return { ...row, enabled, headers: NO_CLEAR_HEADERS, sealed_headers: sealed };
    },
    webhookFromRow: (row) => {
      const url = urlOf(row);
      const webhook = webhookFromRow({ ...row, url });
      return url === NO_CLEAR_URL && row.sealed_url !== null ? { ...webhook, unreadableUrl: row.sealed_url } : webhook;
    },
    webhookToRow(webhook) {
      const row = webhookToRow(webhook);
      const isUnreadable = webhook.url === NO_CLEAR_URL && webhook.unreadableUrl !== undefined;
      const sealed = isUnreadable ? webhook.unreadableUrl : seal({ plaintext: webhook.url, binding: urlBinding(row) });
      return { ...row, url: NO_CLEAR_URL, sealed_url: sealed };
    },
  };
}

/** Bound to the host, as the credential is: what was entered for one host is never sent to another one. */
function headersBinding({ id, workspaceId, baseUrl }: ConnectionDefinition): string {
  return JSON.stringify(['connection-headers', workspaceId, id, hostOf(baseUrl).toLowerCase()]);
}

function urlBinding({ id, workspace_id }: Pick<SealedUrl, 'id' | 'workspace_id'>): string {
  return JSON.stringify(['webhook-url', workspace_id, id]);
}

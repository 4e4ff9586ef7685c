/**
 * What a connection's credential is sealed for. Where one of these changes, the sealed text does not open any more: a
 * credential cannot be copied to another connection, rolled back, or sent to another host than it was entered for.
 */
export function credentialBinding(credential: {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly credentialVersion: number;
  /** Host and port of the address that the secret is sent to, as `URL.host` gives it; '' for the provider's own. */
  readonly host: string;
}): string {
  const { workspaceId, connectionId, credentialVersion, host } = credential;
  // A JSON array, so that no two different credentials can give the same text.
  return JSON.stringify(['connection-credential', workspaceId, connectionId, credentialVersion, host.toLowerCase()]);
}

/**
 * What a credential is bound to: host and port of the operator's address, or '' for the provider's own, which may move
 * with a new version of LatentKit without anybody entering the credential again.
 */
export function hostOf(baseUrl: string | undefined): string {
  if (baseUrl === undefined) return '';
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
}

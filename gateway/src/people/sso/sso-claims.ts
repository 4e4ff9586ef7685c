/** What a verified ID token says. */
export interface SsoClaims {
  readonly providerId: string;
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  readonly groups: readonly string[];
}

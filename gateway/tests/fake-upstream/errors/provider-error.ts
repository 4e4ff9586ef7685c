/** A failed answer as a provider really sends it, and what it teaches (the failure classes of `gateway/src/domain`). */
export interface ProviderError {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  failure: string;
}

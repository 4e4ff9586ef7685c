/** One call to an identity provider: no redirects, bounded in time and size. Rejects where there is no JSON answer. */
export type FetchJson = (call: {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}) => Promise<{ readonly status: number; readonly json: unknown }>;

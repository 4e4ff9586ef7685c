import type { MatrixDialect } from './matrix-dialects.ts';

interface ConnectionInput {
  readonly dialect: MatrixDialect;
  /** Of the upstream. */
  readonly name: string;
  /** Of the upstream, without a path. */
  readonly url: string;
}

export function connectionName({ dialect, name }: Omit<ConnectionInput, 'url'>): string {
  return `${name}-${dialect.id}`;
}

/** A connection to the upstream in the dialect, as a configuration file has it. */
export function connectionConfig(input: ConnectionInput) {
  const { dialect } = input;
  return {
    name: connectionName(input),
    provider: dialect.provider ?? dialect.id,
    access: 'byok',
    ...(dialect.id === 'ollama' ? undefined : { api_key: 'upstream-secret-of-all' }),
    base_url: addressOf(input) + dialect.basePath,
  };
}

/** The model's id at a provider that speaks the dialect with it. */
export function modelIn({ dialect, model }: { dialect: MatrixDialect; model: string }): string {
  return (dialect.modelPrefix ?? '') + model;
}

/** Where the connections' own addresses really lead: for the transport of the tests. */
export function ownOrigins(inputs: readonly ConnectionInput[]): ReadonlyMap<string, string> {
  return new Map(inputs.map((input) => [addressOf(input), input.url]));
}

/** Below a provider's domain each upstream is a region of its own. */
function addressOf({ dialect, name, url }: ConnectionInput): string {
  return dialect.ownDomain === undefined ? url : `https://${name.replaceAll('_', '-')}.${dialect.ownDomain}`;
}

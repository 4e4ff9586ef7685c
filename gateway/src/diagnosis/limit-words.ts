import type { LimitKind, LimitScope } from '../domain/limits.ts';

type Limit = Pick<LimitKind, 'words' | 'windowSeconds'> & { readonly scope: LimitScope };

/** A limit in words: whose it is, over how long it counts, and where the configuration file sets it. */
export function limitWords({ scope, words, windowSeconds, name }: Limit & { readonly name: string | undefined }): {
  readonly scope: string;
  readonly span: string;
  readonly limit_field: string;
} {
  const quoted = name === undefined ? '' : ` "${name}"`;
  const { whose, place } = SCOPES[scope];
  return {
    scope: whose.replace('{name}', quoted),
    span: windowSeconds === 86_400 ? 'day (UTC)' : 'minute',
    limit_field: `${place}.${words}`,
  };
}

const SCOPES: Readonly<Record<LimitScope, { readonly whose: string; readonly place: string }>> = {
  key: { whose: 'The key{name}', place: 'keys[].rate_limit' },
  ide: { whose: 'The IDE token{name}', place: 'workspace.ide_rate_limit' },
  ip: { whose: 'The address of the caller', place: 'workspace.ip_rate_limit' },
  route: { whose: 'The route{name}', place: 'routes[].rate_limit' },
  workspace: { whose: 'The workspace', place: 'workspace.rate_limit' },
  plan: { whose: 'The workspace, by its plan,', place: 'plans[].rate_limit' },
};

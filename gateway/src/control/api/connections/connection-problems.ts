import type { ConfigFileModel } from '@latentkit/contract/config-schema';
import { checkConnection } from '../../../config/check-connections.ts';
import type { CheckContext } from '../../../config/check-context.ts';
import { credentialFields } from '../../../config/credential-fields.ts';
import { fromModelDefinition } from '../../../config/from-definition.ts';
import type { ConnectionDefinition } from '../../../domain/definitions.ts';
import type { ModelCatalogue } from '../../../domain/model-catalogue.ts';
import { shownName } from '../../../domain/shown-name.ts';
import type { ProviderAdapter } from '../../../providers/provider-adapter.ts';
import type { ControlDeps } from '../control-deps.ts';
import { reachFault } from '../reach-fault.ts';

export interface FieldProblem {
  readonly param: string;
  readonly message: string;
}

interface ToCheck {
  /** As it would be saved. */
  readonly connection: ConnectionDefinition;
  /** As the caller wrote them, where they did: a definition has lost what was wrong with its dates. */
  readonly models: readonly (ConfigFileModel | string)[] | undefined;
  /** Undefined: the one that is there stays. */
  readonly credential: Readonly<Record<string, string>> | undefined;
  readonly deps: Pick<ControlDeps, 'providers' | 'checks'>;
  readonly catalogue: ModelCatalogue;
}

/** Everything that is wrong with a connection, at once: the checks of configuration files, and the egress guard's. */
export function connectionProblems(check: ToCheck): readonly FieldProblem[] {
  const adapter = check.deps.providers.get(check.connection.provider);
  const problems = [...settingsProblems(check)];
  const isAddressWrong = problems.some(({ param }) => param === 'base_url');
  return [
    ...problems,
    ...(isAddressWrong || adapter === undefined ? [] : reachProblems({ ...check, adapter })),
    ...(adapter === undefined ? [] : headerProblems({ ...check, adapter })),
    ...(adapter === undefined || check.credential === undefined
      ? []
      : credentialProblems({ adapter, credential: check.credential })),
    ...sharingProblems(check),
  ];
}

function settingsProblems({ connection, models, deps, catalogue }: ToCheck): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const context: CheckContext = {
    providers: deps.providers,
    catalogue,
    shown: ({ value }) => `"${shownName(value)}"`,
    report({ path, severity = 'error', message, instead }) {
      if (severity !== 'error') return;
      const param = path.join('.') || 'base_url';
      problems.push({ param, message: instead === undefined ? message : `${message}. ${instead}` });
    },
  };
  const listed = models ?? connection.models.map(fromModelDefinition);
  const item = {
    name: connection.name,
    provider: connection.provider,
    access: connection.access,
    enabled: connection.enabled,
    headers: { ...connection.headers },
    credential: {},
    ...(connection.marginPercent === 0 ? undefined : { margin_percent: connection.marginPercent }),
    ...(connection.baseUrl === undefined ? undefined : { base_url: connection.baseUrl }),
    ...(listed.length === 0 ? undefined : { models: [...listed] }),
  };
  checkConnection({ connection: { path: [], item }, context });
  return problems;
}

/** What is not the operator's own file may only point where the guard lets it; names are judged again when they are called. */
function reachProblems({
  connection,
  adapter,
  deps,
}: ToCheck & { readonly adapter: ProviderAdapter }): readonly FieldProblem[] {
  if (adapter.transport !== undefined && connection.baseUrl === undefined) return [];
  const url = connection.baseUrl ?? adapter.defaultBaseUrl;
  if (url === undefined || connection.trusted) return [];
  const message = reachFault({ url, noun: 'connection', checks: deps.checks });
  return message === undefined ? [] : [{ param: 'base_url', message }];
}

/** A second credential beside the one that the adapter writes would be sent with it. */
function headerProblems({
  connection,
  adapter,
}: ToCheck & { readonly adapter: ProviderAdapter }): readonly FieldProblem[] {
  const filled = Object.fromEntries(credentialFields(adapter).map(({ name }) => [name, 'x']));
  const own = new Set(Object.keys(adapter.authHeaders(filled)).map((name) => name.toLowerCase()));
  return Object.keys(connection.headers)
    .filter((name) => own.has(name.toLowerCase()) && name.toLowerCase() !== 'authorization')
    .map((name) => ({
      param: `headers.${name}`,
      message: 'this header is made of the credential. Put the secret into "credential".',
    }));
}

/** What every door that takes a credential asks of it. No message holds any of it. */
export function credentialProblems({
  adapter,
  credential,
}: {
  readonly adapter: ProviderAdapter;
  readonly credential: Readonly<Record<string, string>>;
}): readonly FieldProblem[] {
  const fields = credentialFields(adapter);
  const known = new Set(fields.map(({ name }) => name));
  const problems = [
    ...Object.keys(credential)
      .filter((name) => !known.has(name))
      .map((name) => ({ param: `credential.${name}`, message: `${adapter.label} takes no such field` })),
    ...fields.flatMap(({ name, required }) => {
      const param = `credential.${name}`;
      const value = credential[name];
      if (value === undefined) return required ? [{ param, message: 'is missing' }] : [];
      if (value === '') return [{ param, message: 'is empty' }];
      if (/^[\x21-\x7e]+$/.test(value)) return [];
      const message = 'holds a space, a line break or another character that no credential has. Copy it again.';
      return [{ param, message }];
    }),
  ];
  if (problems.length > 0) return problems;
  const { error } = adapter.credential.safeParse(credential);
  return (error?.issues ?? []).map(({ path, message }) => ({
    param: ['credential', ...path.map(String)].join('.'),
    message,
  }));
}

function sharingProblems({ connection }: ToCheck): readonly FieldProblem[] {
  if (!connection.shared) return [];
  return [
    ...(connection.access === 'platform'
      ? []
      : [{ param: 'shared', message: 'only platform access is shared: byok is the account of one workspace' }]),
    ...(connection.models.length > 0
      ? []
      : [{ param: 'models', message: 'a shared connection says which models workspaces may use, and what they cost' }]),
  ];
}

import {
  configFileSchema,
  connectionSchema,
  keySchema,
  namedBudgetSchema,
  planSchema,
  routeSchema,
  webhookSchema,
  workspaceSchema,
} from '@latentkit/contract/config-schema';
import type * as z from 'zod';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';
import { checkBudgets } from './check-budgets.ts';
import { checkConnections, type ReadConnection } from './check-connections.ts';
import type { CheckContext, Placed } from './check-context.ts';
import { checkKeys } from './check-keys.ts';
import { checkPlans, checkWorkspace } from './check-plans.ts';
import { checkRoutes } from './check-routes.ts';
import { checkWebhooks } from './check-webhooks.ts';
import type { Config } from './config.ts';
import { type ConfigPath, pathText } from './config-path.ts';
import type { ConfigProblem } from './config-problem.ts';
import { credentialFields } from './credential-fields.ts';
import { Findings } from './findings.ts';
import { schemaFields } from './schema-fields.ts';
import { schemaProblems } from './schema-problems.ts';
import { toConfig } from './to-config.ts';
import { readYaml } from './yaml-source.ts';

export interface ReadConfigInput {
  readonly text: string;
  /** The file's name, for messages only. */
  readonly path: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly providers: ReadonlyMap<string, ProviderAdapter>;
  readonly catalogue: ModelCatalogue;
}

export type ReadConfigResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly ConfigProblem[] }
  /** Errors and warnings, by line. */
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Reads a configuration file (CONTRACT §11) and reports everything that is wrong with it at once. */
export function readConfig(input: ReadConfigInput): ReadConfigResult {
  const source = readYaml(input);
  const findings = new Findings({ source, path: input.path });
  if (source.problems.some((problem) => problem.path.length === 0)) return findings.failed();
  if (!isJsonObject(source.value)) {
    findings.report({ path: [], message: 'the file is empty', instead: 'Begin it with: version: 1' });
    return findings.failed();
  }
  const { file, credentials } = liftCredentials({ file: source.value, providers: input.providers });
  const parsed = configFileSchema.safeParse(file, { reportInput: true });
  if (!parsed.success) {
    const fieldsAt = (path: ConfigPath) => [...schemaFields(path), ...(credentials.get(pathText(path))?.names ?? [])];
    for (const problem of schemaProblems({ issues: parsed.error.issues, fieldsAt })) findings.report(problem);
  }
  checkMeaning({ file, credentials, context: { ...input, ...findings.forChecks() } });
  if (findings.hasErrors() || !parsed.success) return findings.failed();
  const config = toConfig({ file: parsed.data, credentialOf: (index) => credentialAt({ credentials, index }) });
  return { ok: true, config, warnings: findings.sorted() };
}

type Credentials = ReadonlyMap<string, { readonly names: readonly string[]; readonly values: JsonObject }>;

/** Takes out of each connection the fields that only its provider's credential schema knows. */
function liftCredentials({
  file,
  providers,
}: {
  readonly file: JsonObject;
  readonly providers: ReadonlyMap<string, ProviderAdapter>;
}): { readonly file: JsonObject; readonly credentials: Credentials } {
  const credentials = new Map<string, { names: readonly string[]; values: JsonObject }>();
  if (!Array.isArray(file.connections)) return { file, credentials };
  const connections = file.connections.map((connection: unknown, index) => {
    if (!isJsonObject(connection) || typeof connection.provider !== 'string') return connection;
    const adapter = providers.get(connection.provider);
    if (adapter === undefined) return connection;
    const names = credentialFields(adapter).map(({ name }) => name);
    const values = Object.fromEntries(
      ['api_key', ...names].filter((name) => connection[name] !== undefined).map((name) => [name, connection[name]]),
    );
    credentials.set(pathText(['connections', index]), { names, values });
    // `api_key` stays: the schema itself knows it.
    return Object.fromEntries(
      Object.entries(connection).filter(([name]) => name === 'api_key' || !names.includes(name)),
    );
  });
  return { file: { ...file, connections }, credentials };
}

function credentialAt({ credentials, index }: { credentials: Credentials; index: number }): JsonObject {
  return credentials.get(pathText(['connections', index]))?.values ?? {};
}

function checkMeaning({
  file,
  credentials,
  context,
}: {
  readonly file: JsonObject;
  readonly credentials: Credentials;
  readonly context: CheckContext;
}): void {
  const connections: Placed<ReadConnection>[] = placed({ file, field: 'connections', schema: connectionSchema }).map(
    ({ path, index, item }) => ({ path, item: { ...item, credential: credentialAt({ credentials, index }) } }),
  );
  const routes = placed({ file, field: 'routes', schema: routeSchema });
  checkConnections({ connections, context });
  checkRoutes({ routes, connections, connectionNames: namesIn({ file, field: 'connections' }), context });
  const keys = placed({ file, field: 'keys', schema: keySchema });
  const routeNames = namesIn({ file, field: 'routes' });
  checkKeys({ keys, routeNames, context });
  checkPlans({ plans: placed({ file, field: 'plans', schema: planSchema }), context });
  const workspace = workspaceSchema.safeParse(file.workspace);
  if (workspace.success) {
    const planNames = namesIn({ file, field: 'plans' });
    checkWorkspace({ workspace: { path: ['workspace'], item: workspace.data }, planNames, context });
  }
  checkWebhooks({ webhooks: placed({ file, field: 'webhooks', schema: webhookSchema }), context });
  const budgets = placed({ file, field: 'budgets', schema: namedBudgetSchema });
  checkBudgets({ budgets, keys, routeNames, keyNames: namesIn({ file, field: 'keys' }), context });
}

/** The entries of a list that are right in themselves: only these can be checked for what they mean. */
function placed<Schema extends z.ZodType>({
  file,
  field,
  schema,
}: {
  readonly file: JsonObject;
  readonly field: string;
  readonly schema: Schema;
}): (Placed<z.infer<Schema>> & { readonly index: number })[] {
  return listIn({ file, field }).flatMap((entry, index) => {
    const parsed = schema.safeParse(entry);
    return parsed.success ? [{ path: [field, index], index, item: parsed.data }] : [];
  });
}

function namesIn({ file, field }: { readonly file: JsonObject; readonly field: string }): ReadonlySet<string> {
  const names = listIn({ file, field }).map((entry) => (isJsonObject(entry) ? entry.name : undefined));
  return new Set(names.filter((name) => typeof name === 'string'));
}

function listIn({ file, field }: { readonly file: JsonObject; readonly field: string }): readonly unknown[] {
  const list = file[field];
  return Array.isArray(list) ? list : [];
}

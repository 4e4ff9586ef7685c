import { TASK_ENDPOINTS } from '../../dataplane/task-endpoints.ts';
import { CAUSES } from '../../diagnosis/causes/all-causes.ts';
import { healthOf, loadOf } from '../../diagnosis/circuits-now.ts';
import { orderWords } from '../../diagnosis/order-words.ts';
import { refusedToday } from '../../diagnosis/refused-today.ts';
import { skipWords } from '../../diagnosis/skip-words.ts';
import { versionWords } from '../../diagnosis/version-words.ts';
import { writeCause } from '../../diagnosis/write-cause.ts';
import { GatewayError } from '../../domain/gateway-error.ts';
import { missingPricesAt } from '../../domain/missing-prices.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import { ALL_WELL, NO_LOAD } from '../../domain/ports.ts';
import type { AttemptTarget, Principal, PublishedRoute } from '../../domain/route.ts';
import type { Needs } from '../../domain/task.ts';
import { chooseVersion } from '../../pipeline/choose-version.ts';
import { type AttemptPlan, planAttempts, type SkippedTarget } from '../../pipeline/plan-attempts.ts';
import { readNeeds } from '../../pipeline/read-needs.ts';
import { sandboxed } from '../../pipeline/resolve-route.ts';
import { SANDBOX_TARGET } from '../../providers/sandbox/sandbox-target.ts';
import type { ReadBody } from '../../wire/latentkit/read-request.ts';
import type { CliContext } from '../cli-context.ts';
import { CliError, EXIT, usageError } from '../cli-error.ts';
import { findKey } from '../find-definition.ts';
import { type GatewayFound, gatewayJson, gatewayText } from '../gateway-found.ts';
import { type LoadedSnapshot, loadSnapshot } from '../load-snapshot.ts';
import { priceText } from '../price-text.ts';
import { printOne } from '../print-list.ts';
import { isoText } from '../text-of-values.ts';
import type { ExplainOptions } from './explain-options.ts';

/** Which attempts a request would use, decided by the planner that serves requests. Calls nobody. */
export async function explainBody({
  context,
  options,
  key,
  body,
}: {
  readonly context: CliContext;
  readonly options: ExplainOptions;
  readonly key: string;
  readonly body: string;
}): Promise<number> {
  const endpoint = findEndpoint(options.endpoint);
  const loaded = await loadSnapshot({ context, options });
  const principal = findPrincipal({ loaded, options, key });
  const { task, wantedProfile } = readTask({ readBody: endpoint.readBody, body });
  const needs = readNeeds({ task, profile: wantedProfile });
  const refusal = refusedToday({ principal, needs, nowMs: context.now() });
  const refused = refusal && `${CAUSES[refusal.code].error}. ${writeCause(refusal).sentence}`;
  const seed = context.ids.next('req');
  const { route } = principal;
  const found = await context.findGateway({ data: options.data, env: context.env });
  const health = found.state === 'running' ? healthOf(found.circuits) : ALL_WELL;
  const caller = { keyId: principal.keyId, user: task.request.user };
  const chosen = route && chooseVersion({ route, requestId: seed, ...caller });
  const served = chosen && servedTo({ principal, route: chosen.route });
  const load = found.state === 'running' ? loadOf(found.circuits) : NO_LOAD;
  const nowMs = context.now();
  const plan = served && planAttempts({ route: served, needs, health, load, caller, stream: task.stream, nowMs, seed });
  const because = route?.canary && chosen && versionWords({ chosen, canary: route.canary });
  const explained = { principal, needs, refused, route: chosen?.route, because, plan, found };
  const shown = { ...explained, nowMs };
  printOne({ context, options, json: toJson(shown), lines: toLines(shown) });
  return refused === undefined && plan !== undefined && plan.attempts.length > 0 ? EXIT.ok : EXIT.problem;
}

interface Explained {
  readonly principal: Principal;
  readonly needs: Needs;
  readonly refused: string | undefined;
  /** The version that would serve the request. */
  readonly route: PublishedRoute | undefined;
  /** Why that one; undefined where there is only one. */
  readonly because: string | undefined;
  readonly plan: AttemptPlan | undefined;
  readonly found: GatewayFound;
}

function servedTo({
  principal,
  route,
}: {
  readonly principal: Principal;
  readonly route: PublishedRoute;
}): PublishedRoute {
  return principal.kind === 'test' ? sandboxed({ route, sandbox: { target: SANDBOX_TARGET } }) : route;
}

function findEndpoint(wanted: string): { readonly path: string; readBody(text: string): ReadBody } {
  const found = TASK_ENDPOINTS.find(({ path }) => path === wanted || path === `/v1/${wanted.replace(/^\//, '')}`);
  if (found !== undefined) return found;
  const paths = TASK_ENDPOINTS.map(({ path }) => path);
  const guess = nearestName({ name: wanted, candidates: paths });
  throw usageError(
    `There is no endpoint "${wanted}".`,
    guess === undefined ? `They are: ${paths.join(', ')}.` : `Did you mean ${guess}?`,
  );
}

function findPrincipal({
  loaded,
  options,
  key,
}: {
  readonly loaded: LoadedSnapshot;
  readonly options: ExplainOptions;
  readonly key: string;
}): Principal {
  const { definitions, snapshot, digest } = loaded;
  const found = findKey({ definitions, workspace: options.workspace, wanted: key, vault: { digest } });
  const bySecret = snapshot.principals.get(digest(key));
  const ofKey = [...snapshot.principals.values()].filter(({ keyId }) => keyId === found.id);
  const principal = bySecret ?? ofKey.find(({ rotatedOutAtMs }) => rotatedOutAtMs === undefined) ?? ofKey[0];
  if (principal === undefined) throw new CliError(`Key "${found.name}" has no secret: nobody can use it.`);
  return principal;
}

function readTask({
  readBody,
  body,
}: {
  readonly readBody: (text: string) => ReadBody;
  readonly body: string;
}): ReadBody {
  try {
    return readBody(body);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const param = error.param === undefined ? '' : ` (param "${error.param}")`;
    throw new CliError(`This body is refused with ${error.status} ${error.code}: ${error.message}${param}`, {
      hint: error.hint,
    });
  }
}

function toLines({
  principal,
  needs,
  refused,
  route,
  because,
  plan,
  found,
  nowMs,
}: Explained & { readonly nowMs: number }): string[] {
  const head = `Key "${principal.keyName}" of workspace "${principal.workspaceName}"`;
  const refusal = refused === undefined ? [] : [`The request is refused: ${refused}`];
  if (route === undefined || plan === undefined) return [`${head}, without a published route.`, ...refusal];
  const pin = needs.pin === undefined ? [] : [`Bound to one account by "${needs.pin.because}".`];
  return [
    `${head}, route "${route.name}", version ${route.version}, profile ${plan.profile}.`,
    ...(because === undefined ? [] : [`Version ${route.version}: ${because}.`]),
    `The task needs ${needs.capabilities.join(', ')}, and has about ${needs.estimatedInputTokens} input tokens.`,
    ...pin,
    ...refusal,
    '',
    plan.attempts.length === 0 ? 'No attempt can be used.' : `Tried in this order${orderText(plan)}:`,
    ...plan.attempts.map((target, index) => `  ${index + 1}. ${targetText({ target, nowMs })}`),
    ...(plan.skipped.length === 0 ? [] : ['', 'Left out:']),
    ...plan.skipped.map(
      (skip) => `  -  ${targetText({ ...skip, nowMs })}: ${skipWords(skip.reason)}${restText(skip)} (${skip.reason})`,
    ),
    '',
    ...notes({ principal, route, found }),
  ];
}

function orderText({ order }: AttemptPlan): string {
  const words = orderWords(order);
  return words === undefined ? '' : ` (${words})`;
}

function targetText({ target, nowMs }: { readonly target: AttemptTarget; readonly nowMs: number }): string {
  const { position, connection, model } = target;
  const price = priceText({ target, nowMs });
  return `${connection.name}/${model} (${connection.provider}, ${connection.access}, $/M ${price}, attempt ${position})`;
}

function restText({ sinceMs, untilMs }: SkippedTarget): string {
  const since = sinceMs === undefined ? '' : `, since ${isoText(sinceMs)}`;
  return untilMs === undefined ? since : `${since}, until ${isoText(untilMs)}`;
}

function notes({
  principal,
  route,
  found,
}: Pick<Explained, 'principal' | 'found'> & { readonly route: PublishedRoute }): string[] {
  const { strategy, stickyBy } = route;
  const remembers = stickyBy !== 'none' && strategy !== 'in_order' && strategy !== 'weighted';
  return [
    ...(principal.kind === 'test' ? ['This is a test key: the sandbox answers, and no provider is called.'] : []),
    ...(remembers
      ? ['A session that was answered within the last hour begins where it was: only the gateway knows.']
      : []),
    gatewayText(found),
  ];
}

function toJson({
  principal,
  needs,
  refused,
  route,
  because,
  plan,
  found,
  nowMs,
}: Explained & { readonly nowMs: number }): object {
  const target = (attempt: AttemptTarget) => ({
    attempt: attempt.position,
    connection: attempt.connection.name,
    provider: attempt.connection.provider,
    access: attempt.connection.access,
    model: attempt.model,
    priced: missingPricesAt({ target: attempt, atMs: nowMs }).length === 0,
  });
  return {
    key: principal.keyName,
    key_id: principal.keyId,
    workspace: principal.workspaceName,
    route: route?.name,
    route_version: route?.version,
    route_version_because: because,
    profile: plan?.profile,
    needs: needs.capabilities,
    estimated_input_tokens: needs.estimatedInputTokens,
    refused,
    attempts: plan?.attempts.map(target) ?? [],
    order: plan?.order,
    skipped:
      plan?.skipped.map((skip) => ({
        ...target(skip.target),
        reason: skip.reason,
        since: isoText(skip.sinceMs),
        until: isoText(skip.untilMs),
      })) ?? [],
    gateway: gatewayJson(found),
  };
}

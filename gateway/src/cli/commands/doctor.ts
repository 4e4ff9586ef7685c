import { CATALOGUE } from '../../control/catalogue/catalogue.ts';
import { compileSnapshot } from '../../control/compile-snapshot.ts';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import { type CliContext, type GlobalOptions, type OpenInstallation, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { checkBudgets } from '../doctor/check-budgets.ts';
import { checkClock } from '../doctor/check-clock.ts';
import { checkConnections } from '../doctor/check-connections.ts';
import { checkCredits } from '../doctor/check-credits.ts';
import { checkGateway } from '../doctor/check-gateway.ts';
import { checkKeys } from '../doctor/check-keys.ts';
import { checkLive } from '../doctor/check-live.ts';
import { checkPrices } from '../doctor/check-prices.ts';
import { checkRedis } from '../doctor/check-redis.ts';
import { checkSurroundings, openedNotes } from '../doctor/check-surroundings.ts';
import { checkWebhooks } from '../doctor/check-webhooks.ts';
import { doctorLines } from '../doctor/doctor-lines.ts';
import { type Finding, problem, worstFirst } from '../doctor/finding.ts';
import type { Inspection } from '../doctor/inspection.ts';
import { checkMatrix, type RouteMatrix, routeMatrix } from '../doctor/route-matrix.ts';
import { type GatewayFound, gatewayJson } from '../gateway-found.ts';
import { printOne } from '../print-list.ts';

export interface DoctorOptions extends GlobalOptions {
  readonly live?: boolean | undefined;
}

export interface Examination {
  /** The worst first. */
  readonly findings: readonly Finding[];
  readonly matrix: readonly RouteMatrix[];
  /** Undefined: the settings are so wrong that it could not be looked for. */
  readonly gateway: GatewayFound | undefined;
}

/** `latentkit doctor`: everything that is wrong with an installation, each with what helps. Exit code 1 for a problem. */
export async function doctor({ context, options }: DoctorInput): Promise<number> {
  const { findings, matrix, gateway } = await examine({ context, options });
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const counts = { problems: count('problem'), warnings: count('warning') };
  const ok = counts.problems === 0;
  const json = { ok, ...counts, findings, matrix, gateway: gateway && gatewayJson(gateway) };
  printOne({ context, options, json, lines: doctorLines({ findings, matrix, ...counts }) });
  return ok ? EXIT.ok : EXIT.problem;
}

interface DoctorInput {
  readonly context: CliContext;
  readonly options: DoctorOptions;
}

async function examine({ context, options }: DoctorInput): Promise<Examination> {
  const place = { data: options.data, env: context.env };
  let inspection: Inspection;
  let found: GatewayFound;
  try {
    inspection = await context.inspect(place);
    found = await context.findGateway(place);
  } catch (cause) {
    return { findings: [cannotOpen(cause)], matrix: [], gateway: undefined };
  }
  const around = [...checkSurroundings(inspection), ...(await checkRedis(inspection))];
  try {
    const { findings, matrix } = await withInstallation({
      context,
      options,
      work: (installation) => examineInstallation({ context, options, inspection, found, installation }),
    });
    return { findings: worstFirst([...findings, ...around]), matrix, gateway: found };
  } catch (cause) {
    return { findings: worstFirst([cannotOpen(cause), ...around]), matrix: [], gateway: found };
  }
}

/** A wrong setting, another master key, a newer schema, a folder that nobody may read: each says what helps. */
function cannotOpen(cause: unknown): Finding {
  const text = cause instanceof Error ? cause.message : String(cause);
  const fix = { text: 'Mend this first; then look at the rest.', exact: 'latentkit doctor' };
  return problem({ subject: 'installation', text, fix });
}

interface ExaminationInput extends DoctorInput {
  readonly inspection: Inspection;
  readonly found: GatewayFound;
  readonly installation: OpenInstallation;
}

async function examineInstallation({
  context,
  options,
  inspection,
  found,
  installation,
}: ExaminationInput): Promise<Pick<Examination, 'findings' | 'matrix'>> {
  const { store, vault } = installation;
  const nowMs = context.now();
  const version = await store.definitionsVersion();
  const definitions = await store.readDefinitions();
  const compiled = compileSnapshot({ definitions, vault, providers: PROVIDERS, catalogue: CATALOGUE, version });
  const routes = [...compiled.routes.values()];
  const matrix = routes.map(routeMatrix);
  const findings = [
    ...checkKeys({ keys: definitions.keys, snapshot: compiled.snapshot, nowMs }),
    ...checkConnections({ connections: definitions.connections, routes, problems: compiled.problems, inspection }),
    ...matrix.flatMap(checkMatrix),
    ...checkPrices({ routes, nowMs }),
    ...(await checkGateway({ found, routes, store, nowMs })),
    ...(await checkBudgets({ definitions, store, nowMs })),
    ...(await checkCredits({ definitions, routes, store })),
    ...checkWebhooks({ webhooks: definitions.webhooks }),
    ...(options.live === true ? await checkWithProviders({ context, inspection, routes }) : []),
    ...(await checkClock({ definitions, store, nowMs })),
    ...openedNotes(inspection),
  ];
  return { findings, matrix };
}

async function checkWithProviders({
  context,
  inspection,
  routes,
}: Pick<ExaminationInput, 'context' | 'inspection'> & Pick<Parameters<typeof checkLive>[0], 'routes'>) {
  const { transport, close } = inspection.openTransport();
  try {
    return await checkLive({ routes, transport, now: context.now });
  } finally {
    await close();
  }
}

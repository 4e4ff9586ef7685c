import { CATALOGUE } from '../../control/catalogue/catalogue.ts';
import { compileSnapshot } from '../../control/compile-snapshot.ts';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import { type CliContext, type GlobalOptions, type OpenInstallation, withInstallation } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { checkBudgets } from '../doctor/check-budgets.ts';
import { checkConnections } from '../doctor/check-connections.ts';
import { checkCredits } from '../doctor/check-credits.ts';
import { checkKeys } from '../doctor/check-keys.ts';
import { checkLive } from '../doctor/check-live.ts';
import { checkPrices } from '../doctor/check-prices.ts';
import { checkSurroundings } from '../doctor/check-surroundings.ts';
import { checkWebhooks } from '../doctor/check-webhooks.ts';
import { doctorLines } from '../doctor/doctor-lines.ts';
import { type Finding, problem } from '../doctor/finding.ts';
import type { Inspection } from '../doctor/inspection.ts';
import { checkMatrix, type RouteMatrix, routeMatrix } from '../doctor/route-matrix.ts';
import { printOne } from '../print-list.ts';

export interface DoctorOptions extends GlobalOptions {
  readonly live?: boolean | undefined;
}

export interface Examination {
  readonly findings: readonly Finding[];
  readonly matrix: readonly RouteMatrix[];
}

/** `latentkit doctor`: everything that is wrong with an installation, each with what helps. Exit code 1 for a problem. */
export async function doctor({
  context,
  options,
}: {
  readonly context: CliContext;
  readonly options: DoctorOptions;
}): Promise<number> {
  const examination = await examine({ context, options });
  const isFine = examination.findings.every(({ level }) => level !== 'problem');
  printOne({ context, options, json: { ok: isFine, ...examination }, lines: doctorLines(examination) });
  return isFine ? EXIT.ok : EXIT.problem;
}

interface DoctorInput {
  readonly context: CliContext;
  readonly options: DoctorOptions;
}

async function examine({ context, options }: DoctorInput): Promise<Examination> {
  let inspection: Inspection;
  try {
    inspection = await context.inspect({ data: options.data, env: context.env });
    return await withInstallation({
      context,
      options,
      work: (installation) => examineInstallation({ context, options, inspection, installation }),
    });
  } catch (cause) {
    // A wrong setting, another master key, a newer schema, a folder that nobody may read: each says what helps.
    const text = cause instanceof Error ? cause.message : String(cause);
    const fix = { text: 'Nothing else can be looked at before this is mended.', exact: 'latentkit doctor' };
    return { findings: [problem({ subject: 'installation', text, fix })], matrix: [] };
  }
}

interface ExaminationInput extends DoctorInput {
  readonly inspection: Inspection;
  readonly installation: OpenInstallation;
}

async function examineInstallation({
  context,
  options,
  inspection,
  installation,
}: ExaminationInput): Promise<Examination> {
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
    ...(await checkBudgets({ definitions, store, nowMs })),
    ...(await checkCredits({ definitions, routes, store })),
    ...checkWebhooks({ webhooks: definitions.webhooks }),
    ...(options.live === true ? await checkWithProviders({ context, inspection, routes }) : []),
    ...checkSurroundings(inspection),
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

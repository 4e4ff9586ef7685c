import { CATALOGUE } from '../../control/catalogue/catalogue.ts';
import { compileSnapshot } from '../../control/compile-snapshot.ts';
import { healthOf, loadOf } from '../../diagnosis/circuits-now.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import type { Diagnosis } from '../../diagnosis/diagnosis.ts';
import { keyToday } from '../../diagnosis/now.ts';
import type { RequestRecord } from '../../domain/request-record.ts';
import type { Store } from '../../domain/store.ts';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import { SANDBOX_TARGET } from '../../providers/sandbox/sandbox-target.ts';
import { type CliContext, type GlobalOptions, type OpenInstallation, withInstallation } from '../cli-context.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { diagnosisLines } from '../diagnosis-lines.ts';
import { type GatewayFound, gatewayJson, gatewayText } from '../gateway-found.ts';
import { printOne } from '../print-list.ts';
import { requestJson } from '../request-json.ts';

/** As far back as the gateway looks for what an attempt rests from. */
const REQUESTS_BEFORE = 200;
/** What a running gateway has just logged comes into the database within this time. */
const DRAINED_WITHIN_MS = 3_000;
const LOOK_EVERY_MS = 100;

/** Why a request that is in the log ended as it did, and whether it would work now. */
export async function explainRequest({
  context,
  options,
  requestId,
}: {
  readonly context: CliContext;
  readonly options: GlobalOptions;
  readonly requestId: string;
}): Promise<number> {
  const found = await context.findGateway({ data: options.data, env: context.env });
  const { record, diagnosis } = await withInstallation({
    context,
    options,
    work: (installation) => diagnoseRequest({ installation, found, requestId, nowMs: context.now() }),
  });
  printOne({
    context,
    options,
    json: { ...requestJson(record), ...diagnosis, gateway: gatewayJson(found) },
    lines: [...diagnosisLines({ record, diagnosis }), ...(found.state === 'running' ? [] : ['', gatewayText(found)])],
  });
  return EXIT.ok;
}

interface ToDiagnose {
  readonly installation: OpenInstallation;
  readonly found: GatewayFound;
  readonly requestId: string;
  readonly nowMs: number;
}

interface Diagnosed {
  readonly record: RequestRecord;
  readonly diagnosis: Diagnosis;
}

/** A running gateway knows more: its circuits, its limits, and what it has just logged. @throws CliError: no such request */
async function diagnoseRequest(input: ToDiagnose): Promise<Diagnosed> {
  const { installation, found, requestId } = input;
  const told = found.state === 'running' ? await found.diagnosis(requestId) : undefined;
  const waitMs = told === undefined ? 0 : DRAINED_WITHIN_MS;
  const record = await findRecord({ store: installation.store, requestId, waitMs });
  if (record === undefined) {
    throw new CliError(`There is no request ${requestId} in the log.`, {
      hint: 'A request id stands in the header X-LK-Request-ID and begins with req_; "latentkit logs" lists the newest.',
    });
  }
  return { record, diagnosis: told ?? (await diagnoseHere({ ...input, record })) };
}

interface ToFind {
  readonly store: Pick<Store, 'findRequest'>;
  readonly requestId: string;
  readonly waitMs: number;
}

async function findRecord({ store, requestId, waitMs }: ToFind): Promise<RequestRecord | undefined> {
  const record = await store.findRequest({ requestId });
  if (record !== undefined || waitMs <= 0) return record;
  await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  return findRecord({ store, requestId, waitMs: waitMs - LOOK_EVERY_MS });
}

async function diagnoseHere({
  installation,
  found,
  record,
  nowMs,
}: ToDiagnose & Pick<Diagnosed, 'record'>): Promise<Diagnosis> {
  const { store, vault } = installation;
  const definitions = await store.readDefinitions();
  const version = await store.definitionsVersion();
  const { snapshot } = compileSnapshot({ definitions, vault, providers: PROVIDERS, catalogue: CATALOGUE, version });
  const before = await store.listRequests({ beforeId: record.id, limit: REQUESTS_BEFORE });
  return diagnose({
    record,
    earlier: before.filter(({ workspaceId }) => workspaceId === record.workspaceId),
    // Whoever can read the data folder is the operator.
    withNotes: true,
    now: {
      nowMs,
      ...keyToday({ snapshot, keyId: record.keyId, nowMs }),
      sandbox: { target: SANDBOX_TARGET },
      health: found.state === 'running' ? healthOf(found.circuits) : undefined,
      load: found.state === 'running' ? loadOf(found.circuits) : undefined,
      // Only the running gateway knows these.
      allowance: undefined,
      allowedOrigins: undefined,
    },
  });
}

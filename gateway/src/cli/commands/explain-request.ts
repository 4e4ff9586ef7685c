import { CATALOGUE } from '../../control/catalogue/catalogue.ts';
import { compileSnapshot } from '../../control/compile-snapshot.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import type { Diagnosis } from '../../diagnosis/diagnosis.ts';
import { principalOfKey } from '../../diagnosis/now.ts';
import type { RequestRecord } from '../../domain/request-record.ts';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import { SANDBOX_TARGET } from '../../providers/sandbox/sandbox-target.ts';
import { type CliContext, type GlobalOptions, type OpenInstallation, withInstallation } from '../cli-context.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { diagnosisLines } from '../diagnosis-lines.ts';
import { printOne } from '../print-list.ts';
import { requestJson } from '../request-json.ts';

/** As far back as the gateway looks for what an attempt rests from. */
const REQUESTS_BEFORE = 200;

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
  const { record, diagnosis } = await withInstallation({
    context,
    options,
    work: (installation) => diagnoseRequest({ installation, requestId, nowMs: context.now() }),
  });
  printOne({
    context,
    options,
    json: { ...requestJson(record), ...diagnosis },
    lines: diagnosisLines({ record, diagnosis }),
  });
  return EXIT.ok;
}

interface ToDiagnose {
  readonly installation: OpenInstallation;
  readonly requestId: string;
  readonly nowMs: number;
}

/** @throws CliError where the log has no such request */
async function diagnoseRequest({ installation, requestId, nowMs }: ToDiagnose): Promise<{
  readonly record: RequestRecord;
  readonly diagnosis: Diagnosis;
}> {
  const { store, vault } = installation;
  const record = await store.findRequest({ requestId });
  if (record === undefined) {
    throw new CliError(`There is no request ${requestId} in the log.`, {
      hint: 'A request id stands in the header X-LK-Request-ID and begins with req_; "latentkit logs" lists the newest.',
    });
  }
  const definitions = await store.readDefinitions();
  const version = await store.definitionsVersion();
  const { snapshot } = compileSnapshot({ definitions, vault, providers: PROVIDERS, catalogue: CATALOGUE, version });
  const before = await store.listRequests({ beforeId: record.id, limit: REQUESTS_BEFORE });
  const diagnosis = diagnose({
    record,
    earlier: before.filter(({ workspaceId }) => workspaceId === record.workspaceId),
    // Whoever can read the data folder is the operator.
    withNotes: true,
    now: {
      nowMs,
      principal: principalOfKey({ snapshot, keyId: record.keyId }),
      sandbox: { target: SANDBOX_TARGET },
      // Only the running gateway knows these.
      health: undefined,
      allowance: undefined,
      allowedOrigins: undefined,
    },
  });
  return { record, diagnosis };
}

import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ControlDeps } from '../control/api/control-deps.ts';
import type { ConnectionChecks } from '../domain/connection-check.ts';
import type { ControlPlane, ControlRequest } from '../domain/control-plane.ts';
import type { AnswerClaims } from '../domain/idempotency.ts';
import type { IdSource } from '../domain/ids.ts';
import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import type { Clock, Log } from '../domain/ports.ts';
import type { PipelineDeps } from '../pipeline/pipeline-deps.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';
import { createFindReferenceScript } from './find-reference-script.ts';
import { installationNow } from './installation-now.ts';
import { keepDefinitions } from './keep-definitions.ts';
import type { Installation } from './open-installation.ts';
import type { OpenedPeople } from './open-people.ts';
import { createPlanRecorded } from './plan-recorded.ts';
import { createReplayContent } from './replay-content.ts';
import { createTryRelease } from './try-release.ts';

interface ControlPlaneInput {
  readonly installation: Installation;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly catalogue: () => Promise<ModelCatalogue>;
  readonly answerClaims: AnswerClaims;
  readonly checks: ConnectionChecks;
  /** What requests are served with: tests of releases go the same way. */
  readonly pipeline: PipelineDeps;
  readonly startedAtMs: number;
  readonly journalCaughtUp: () => Promise<void>;
  readonly testWebhook: ControlDeps['testWebhook'];
  readonly explain: Pick<ControlDeps, 'diagnosisOf' | 'circuitsOf'>;
  readonly usage: ControlDeps['usage'];
  readonly people: OpenedPeople;
  /** Where browsers find the installation. */
  readonly publicOrigin: () => string;
}

/** The control plane, which is loaded when the first request for it comes: most processes only ever serve tasks. */
export function openControlPlane(input: ControlPlaneInput): ControlPlane {
  let loaded: Promise<ControlPlane> | undefined;
  return {
    async answer(request) {
      if (isForIdentity(request)) return input.people.handle(webRequest({ request, ...input }), request);
      loaded ??= load(input);
      return (await loaded).answer(request);
    },
  };
}

const IDENTITY = '/api/auth/';

function isForIdentity({ url }: ControlRequest): boolean {
  return url.startsWith(IDENTITY);
}

/** As the sign-in library takes it. Which host was asked for counts for nothing: the public address does. */
function webRequest({
  request: { method, url, headers, bodyText },
  publicOrigin,
}: Pick<ControlPlaneInput, 'publicOrigin'> & { readonly request: ControlRequest }): Request {
  const body = bodyText === '' ? undefined : bodyText;
  return new Request(`${publicOrigin()}${url}`, { method, headers, ...(body === undefined ? undefined : { body }) });
}

async function load({
  installation,
  publicOrigin,
  pipeline,
  startedAtMs,
  explain,
  ...parts
}: ControlPlaneInput): Promise<ControlPlane> {
  const { createControlApi } = await import('../control/api/create-control-api.ts');
  const { createOutgoingLimit } = await import('../control/api/outgoing-limit.ts');
  const { store, vault } = installation;
  return createControlApi({
    deps: {
      ...parts,
      ...explain,
      store,
      vault,
      randomBytes,
      pause: nextTurn,
      outgoing: createOutgoingLimit({ clock: parts.clock }),
      referenceScript: createFindReferenceScript(),
      tryRelease: createTryRelease({ deps: pipeline, vault, catalogue: parts.catalogue }),
      replayContent: createReplayContent({ deps: pipeline, vault, catalogue: parts.catalogue }),
      planRecorded: createPlanRecorded({ pipeline, vault, catalogue: parts.catalogue }),
      installationNow: installationNow({ installation, pipeline, catalogue: parts.catalogue, startedAtMs }),
      publicUrl: publicOrigin(),
      deliverMail: parts.people.deliverMail,
      providers: PROVIDERS,
      definitions: keepDefinitions({ store }),
    },
    async findSignedIn({ method, headers }) {
      const signedIn = await parts.people.personOf({ method, headers });
      return signedIn?.person;
    },
  });
}

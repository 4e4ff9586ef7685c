import { randomBytes } from 'node:crypto';
import type { ConnectionChecks } from '../domain/connection-check.ts';
import type { ControlPlane } from '../domain/control-plane.ts';
import type { AnswerClaims } from '../domain/idempotency.ts';
import type { IdSource } from '../domain/ids.ts';
import type { ModelCatalogue } from '../domain/model-catalogue.ts';
import type { Clock, Log } from '../domain/ports.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';
import { keepUntilChanged } from './keep-until-changed.ts';
import { NOBODY } from './nobody.ts';
import type { Installation } from './open-installation.ts';
import { planTestsOf } from './plan-test.ts';

interface ControlPlaneInput {
  readonly installation: Installation;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly catalogue: () => Promise<ModelCatalogue>;
  readonly answerClaims: AnswerClaims;
  readonly checks: ConnectionChecks;
}

/** The control plane, which is loaded when the first request for it comes: most processes only ever serve tasks. */
export function openControlPlane(input: ControlPlaneInput): ControlPlane {
  let loaded: Promise<ControlPlane> | undefined;
  return {
    async answer(request) {
      loaded ??= load(input);
      return (await loaded).answer(request);
    },
  };
}

async function load({ installation, ...parts }: ControlPlaneInput): Promise<ControlPlane> {
  const { createControlApi } = await import('../control/api/create-control-api.ts');
  const { store, vault } = installation;
  return createControlApi({
    deps: {
      ...parts,
      store,
      vault,
      randomBytes,
      planTest: async (release) =>
        planTestsOf({ ...release, vault, catalogue: await parts.catalogue(), nowMs: parts.clock.now() }),
      people: NOBODY,
      publicUrl: 'http://localhost',
      providers: PROVIDERS,
      definitions: keepUntilChanged({ version: store.definitionsVersion, read: store.readDefinitions }),
    },
    findSignedIn: async () => undefined,
  });
}

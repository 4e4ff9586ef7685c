import type { AttemptSpec, RouteDefinition } from '../../src/domain/definitions.ts';
import type { RouteId } from '../../src/domain/ids.ts';
import type { RequestRecord } from '../../src/domain/request-record.ts';
import type { DefinitionWrites, Store } from '../../src/domain/store.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { waitForLog } from '../scenarios/request-log.ts';
import {
  connectionYaml,
  SANDBOX_KEY,
  startTestGateway,
  TEST_KEY,
  type TestGateway,
} from '../scenarios/start-test-gateway.ts';
import { buildAttemptSpec } from '../support/build-definitions.ts';

const ADA = { kind: 'person', id: 'usr_1', name: 'Ada' } as const;

export interface ReleaseGateway extends AsyncDisposable {
  readonly gateway: TestGateway;
  /** What the published version asks. */
  readonly main: FakeUpstream;
  /** What another version may ask: a second connection. */
  readonly other: FakeUpstream;
  /** Writes as another process would, and waits until the gateway serves by it. */
  change(work: (writes: DefinitionWrites, route: RouteDefinition) => Promise<unknown>): Promise<void>;
  readonly store: Store;
  readonly routeId: RouteId;
  records(until: (records: readonly RequestRecord[]) => boolean): Promise<readonly RequestRecord[]>;
}

/** Longer than the gateway needs to see a change and compile it. */
const LIVE_WITHIN_MS = 600;

/** A gateway with one route on `main`, a second connection, and the store as another process opens it. */
export async function startReleaseGateway({
  key = '',
  listsModels = true,
}: {
  readonly key?: string;
  /** False: any model may be named, without a price. */
  readonly listsModels?: boolean;
} = {}): Promise<ReleaseGateway> {
  const [main, other] = [await startFakeUpstream(), await startFakeUpstream()];
  const connections = [
    connectionYaml({ name: 'main', url: main.url }),
    connectionYaml({ name: 'other', url: other.url }),
  ].map((yaml) => (listsModels ? yaml : yaml.replace(/\n {4}models:[\s\S]*$/, '')));
  const gateway = await startTestGateway({
    yaml: `version: 1
workspace: acme
connections:${connections.join('')}
routes:
  - { name: default, attempts: [{ connection: main, model: m }] }
keys:
  - { name: backend, route: default, secret: ${TEST_KEY}${key} }
  - { name: sandboxed, route: default, secret: ${SANDBOX_KEY} }
`,
  });
  const store = await openSqliteStore({ dataDir: gateway.dataDir });
  const route = (await store.readDefinitions()).routes[0];
  if (route === undefined) throw new Error('the gateway has no route');
  return {
    gateway,
    main,
    other,
    store,
    routeId: route.id,
    async change(work) {
      await store.write({ actor: ADA, work: (writes) => work(writes, route) });
      await new Promise((resolve) => setTimeout(resolve, LIVE_WITHIN_MS));
    },
    records: (until) => waitForLog({ dataDir: gateway.dataDir, until }),
    async [Symbol.asyncDispose]() {
      await store.close();
      await gateway[Symbol.asyncDispose]();
      await Promise.all([main.close(), other.close()]);
    },
  };
}

/** The published spec, asked of other attempts. */
export function specOn(route: RouteDefinition, ...attempts: Partial<AttemptSpec>[]) {
  if (route.published === undefined) throw new Error('nothing is published');
  return { ...route.published.spec, attempts: attempts.map((attempt) => buildAttemptSpec({ model: 'm', ...attempt })) };
}

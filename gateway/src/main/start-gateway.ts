import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { needsCatalogue } from '../control/compile-snapshot.ts';
import { createRunningRequests } from '../dataplane/running-requests.ts';
import { createGatewayServer } from '../dataplane/server.ts';
import { SERVER_TIMINGS, type ServerTimings } from '../dataplane/server-options.ts';
import { createIdSource } from '../domain/ids.ts';
import { EMPTY_CATALOGUE } from '../domain/model-catalogue.ts';
import type { Clock, Log } from '../domain/ports.ts';
import type { UpstreamTransport } from '../domain/upstream.ts';
import { openAnswerClaims } from '../idempotency/open-answer-claims.ts';
import { createWebhookDelivery } from '../jobs/deliver-webhooks.ts';
import { testWebhook } from '../jobs/test-webhook.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { createEgressGuard } from '../net/egress-guard.ts';
import { createHttpTransport } from '../net/http-transport.ts';
import { createJsonClient } from '../net/json-client.ts';
import { createUpstreamPools } from '../net/upstream-pools.ts';
import { createWebhookSender } from '../net/webhook-sender.ts';
import { createBudgetThresholds } from '../observe/budget-thresholds.ts';
import { createIncidentEvents } from '../observe/incident-events.ts';
import { boundAnonymous } from '../observe/journal/bound-anonymous.ts';
import { openJournal } from '../observe/journal/open-journal.ts';
import { createCircuits } from '../pipeline/circuits.ts';
import { createContentKeeper } from '../pipeline/content-keeper.ts';
import { createDrainSlots } from '../pipeline/drain-slots.ts';
import { createKeyWatch } from '../pipeline/key-watch.ts';
import { createMeasuredLoad } from '../pipeline/measured-load.ts';
import type { PipelineDeps } from '../pipeline/pipeline-deps.ts';
import { rememberDigests } from '../pipeline/remember-digests.ts';
import { createRetryBudget } from '../pipeline/retry-budget.ts';
import { createShadows } from '../pipeline/shadows.ts';
import { createStopSignal } from '../pipeline/stop-signal.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';
import { lockDataFolder } from '../store/lock-data-folder.ts';
import { applyConfigFile } from './apply-config-file.ts';
import { closeServer } from './close-server.ts';
import { compileInSlices } from './compile-in-slices.ts';
import { createAllowance } from './create-allowance.ts';
import { createConnectionChecks } from './create-connection-checks.ts';
import { createErrorPages } from './create-error-pages.ts';
import { createRequestLogReader } from './create-request-log-reader.ts';
import { createSandbox } from './create-sandbox.ts';
import { createUsageAnswers } from './create-usage-answers.ts';
import { createDrainThread } from './drain-thread.ts';
import { explainToMembers } from './explain-to-members.ts';
import { setUpFirstRun } from './first-run.ts';
import { gatewayJobs } from './gateway-jobs.ts';
import { openControlPlane } from './open-control-plane.ts';
import { openInstallation } from './open-installation.ts';
import { openLimiter } from './open-limiter.ts';
import { openPeople } from './open-people.ts';
import { publishGateway } from './publish-gateway.ts';
import type { Settings } from './read-settings.ts';
import { runJobs } from './run-jobs.ts';
import { shareWithOthers } from './share-with-others.ts';
import { createSnapshotHolder, SNAPSHOT_POLL_MS } from './snapshot-holder.ts';

export interface RunningGateway {
  readonly url: string;
  /** The first key's secret, only on the start that made it. */
  readonly firstKey: string | undefined;
  /** Makes whoever opens it first the administrator; undefined once there is somebody. */
  readonly setupLink: string | undefined;
  /** Set where the master key was made just now. */
  readonly newMasterKeyFile: string | undefined;
  /** Stops taking work, lets what runs finish within the bound, writes out what is pending. */
  close(options?: { readonly withinMs?: number }): Promise<void>;
}

export interface StartInput {
  readonly settings: Settings;
  /** What `${VARIABLES}` in the configuration file are read from. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly clock?: Clock;
  readonly timings?: ServerTimings;
  /** How providers are reached, instead of HTTP calls of its own. */
  readonly transport?: UpstreamTransport;
  /** For tests: told of each place where a request may be interrupted, and may throw there. */
  readonly checkpoint?: PipelineDeps['checkpoint'];
}

/** The composition root: the only place that knows every part, in the order in which they start. */
export async function startGateway({
  settings,
  env,
  log,
  clock = { now: Date.now },
  timings = SERVER_TIMINGS,
  transport,
  checkpoint,
}: StartInput): Promise<RunningGateway> {
  const startedAtMs = clock.now();
  const ids = createIdSource({ now: clock.now, randomBytes });
  const lock = lockDataFolder({ dataDir: settings.dataDir });
  const installation = await openInstallation({ settings });
  const { store, vault } = installation;
  if (settings.configPath) {
    const catalogue = await loadCatalogue();
    const file = { path: settings.configPath, env, catalogue };
    await applyConfigFile({ ...file, store, vault, ids, nowMs: clock.now(), log });
  }
  const firstKey = settings.configPath
    ? undefined
    : await setUpFirstRun({ store, vault, ids, nowMs: clock.now(), randomBytes });

  const snapshots = await createSnapshotHolder({
    store,
    log,
    pollMs: SNAPSHOT_POLL_MS[settings.databaseUrl ? 'postgres' : 'sqlite'],
    compile: async (definitions) => {
      const catalogue = needsCatalogue({ connections: definitions.connections, providers: PROVIDERS })
        ? await loadCatalogue()
        : EMPTY_CATALOGUE;
      return compileInSlices({ definitions, vault, providers: PROVIDERS, catalogue, pause: nextTurn, log });
    },
  });
  const directory = installation.journalDirectory;
  const otherThread = installation.sqlite && createDrainThread({ store: installation.sqlite, directory, log });
  const journal = await openJournal({ directory, clock, store, otherThread, log });
  const guard = createEgressGuard({ allow: [...settings.egressAllow] });
  const pools = createUpstreamPools({ guard });
  const webhookSender = createWebhookSender({ pools });
  const principals = snapshots.current().principals.values();
  const limits = await openLimiter({ settings, installation, principals, caughtUp: journal.caughtUp, clock, log });
  const watcher = createBudgetThresholds({ events: store.events, log });
  const incidents = createIncidentEvents({ events: store.events, log });
  const shared = shareWithOthers({ installation, caughtUp: journal.caughtUp, watcher, clock, log });
  const ledger = createMemoryLedger({ store, caughtUp: journal.caughtUp, watcher, sharing: shared?.sharing, log });
  // Nobody else has an embedded database: who held a claim in it before is dead.
  if (installation.sqlite) await store.idempotency.giveUpAll();
  const answerClaims = openAnswerClaims({ store: store.idempotency, vault, clock, log });
  const stop = createStopSignal();
  const keyWatch = createKeyWatch({ snapshots, clock });
  const withoutShadows: PipelineDeps = {
    clock,
    ids,
    instance: installation.instance,
    random: Math.random,
    snapshots,
    keyHasher: rememberDigests((secret) => vault.digest(secret)),
    keyWatch,
    limiter: limits.limiter,
    ledger,
    health: createCircuits({ random: Math.random, log }),
    incidents,
    load: createMeasuredLoad(),
    retryBudget: createRetryBudget(),
    providers: PROVIDERS,
    transport: transport ?? createHttpTransport({ pools }),
    drains: createDrainSlots(),
    stop,
    journal: boundAnonymous({ journal, clock, log }),
    contents: createContentKeeper({ vault, journal }),
    answerClaims,
    log,
    sandbox: createSandbox(),
    checkpoint,
  };
  const shadows = createShadows({ deps: withoutShadows });
  const deps: PipelineDeps = { ...withoutShadows, shadows };

  // Only for whoever can read the data folder, who is the operator anyway.
  const localToken = `lkadm_${randomBytes(32).toString('base64url')}`;
  let shuttingDown = false;
  const running = createRunningRequests();
  const publicOrigin = () => settings.publicUrl ?? urlOf({ server, host: settings.host });
  const usage = createUsageAnswers({ store, clock });
  const fetchJson = createJsonClient({ pools, purpose: 'sign-in' });
  const requestLog = createRequestLogReader({ journal, store });
  const allowanceOf = createAllowance({ limits, ledger, clock });
  const people = openPeople({ installation, settings, publicOrigin, fetchJson, ids, clock, log });
  const server = createGatewayServer({
    deps,
    maxBodyBytes: settings.maxBodyBytes,
    allowedOrigins: settings.allowedOrigins,
    trustedProxies: settings.trustedProxies,
    isShuttingDown: () => shuttingDown,
    running,
    timings,
    ready: () => true,
    adminToken: settings.adminToken,
    localToken,
    control:
      settings.role === 'data'
        ? undefined
        : openControlPlane({
            installation,
            people,
            publicOrigin,
            ids,
            clock,
            log,
            catalogue: loadCatalogue,
            answerClaims,
            checks: createConnectionChecks({ guard, pools, transport: deps.transport, now: clock.now }),
            pipeline: deps,
            startedAtMs,
            journalCaughtUp: journal.caughtUp,
            usage,
            explain: explainToMembers({
              pipeline: deps,
              allowanceOf,
              allowedOrigins: settings.allowedOrigins,
              requestLog,
            }),
            testWebhook: (webhook) => testWebhook({ webhook, vault, sender: webhookSender, now: clock.now }),
          }),
    errorPage: createErrorPages(),
    requestLog,
    usage,
    latestRequestOf: async (keyId) => (await store.listRequests({ keyId, limit: 1 }))[0],
    allowanceOf,
  });
  await listen({ server, settings });
  snapshots.watch();
  keyWatch.watch();
  const webhooks = createWebhookDelivery({
    deliveries: store.deliveries,
    write: store.write,
    vault,
    sender: webhookSender,
    now: clock.now,
    random: Math.random,
    log,
  });
  const jobs = runJobs({
    jobs: [
      ...gatewayJobs({
        ...installation,
        ledger,
        watcher,
        webhooks,
        caughtUp: journal.caughtUp,
        startedAtMs,
        clock,
        log,
      }),
      ...(shared?.jobs ?? []),
      ...limits.jobs,
    ],
    log,
  });
  const mark = publishGateway({ dataDir: settings.dataDir, address: server.address(), localToken, clock, log });

  return {
    url: urlOf({ server, host: settings.host }),
    firstKey,
    setupLink: settings.role === 'data' ? undefined : await people.setupLink(),
    newMasterKeyFile: installation.newMasterKeyFile,
    async close({ withinMs = 30_000 } = {}) {
      shuttingDown = true;
      mark.remove();
      snapshots.stop();
      await closeServer({ server, running, stop: stop.stop, withinMs });
      await shadows.close();
      keyWatch.stop();
      await answerClaims.close();
      await jobs.stop();
      await limits.close();
      await webhooks.close();
      await people.close();
      await pools.close();
      await watcher.close();
      await incidents.close();
      await shared?.close();
      await journal.close();
      await otherThread?.close();
      await installation.close();
      lock.release();
    },
  };
}

/** The catalogue is large, and a gateway with only the sandbox never needs it. */
async function loadCatalogue() {
  const { CATALOGUE } = await import('../control/catalogue/catalogue.ts');
  return CATALOGUE;
}

function listen({ server, settings }: { server: Server; settings: Settings }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
}

function urlOf({ server, host }: { server: Server; host: string }): string {
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const shown = host === '127.0.0.1' || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
}

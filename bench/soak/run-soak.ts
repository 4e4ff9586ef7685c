// `npm run soak -- --minutes 10`: mixed traffic with faults; nothing of the gateway may grow, and no request get lost.
import { argv } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openSqliteStore } from '../../gateway/src/store/open-sqlite-store.ts';
import { startFakeUpstream } from '../../gateway/tests/fake-upstream/start-fake-upstream.ts';
import { routeYaml } from '../../gateway/tests/scenarios/start-test-gateway.ts';
import { createGatewayHome } from '../../gateway/tests/support/spawn-gateway.ts';
import { describeMachine } from '../report/describe-machine.ts';
import { judgeSoak } from './judge-soak.ts';
import { createRandom, pick } from './random.ts';
import { readSample, type SoakSample } from './soak-sample.ts';
import { BEHAVIOURS, makeCall, type SoakEnd } from './soak-traffic.ts';

const PROBE = new URL('./soak-probe.mjs', import.meta.url).href;
const WARM_UP_SHARE = 0.2;
/** Longer than an unused connection to a provider, and a stalled stream, are kept. */
const QUIET_MS = 12_000;
const PAGE = 5_000;

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    minutes: { type: 'string', default: '10' },
    lanes: { type: 'string', default: '16' },
    seed: { type: 'string', default: '1' },
  },
});
const random = createRandom(Number(values.seed));
for (const line of describeMachine()) console.log(line);
console.log(`${values.minutes} min, ${values.lanes} requests at once, seed ${values.seed}`);

const troubled = await startFakeUpstream();
const good = await startFakeUpstream();
troubled.script(() => {
  // Nobody reads them, and they would be what grows.
  troubled.requests.length = 0;
  return pick({ random, from: BEHAVIOURS });
});
good.script(() => {
  good.requests.length = 0;
  return { reply: { text: 'of the second upstream' } };
});
const samples: SoakSample[] = [];
const yaml = routeYaml({ upstreams: { troubled: troubled.url, good: good.url } });
using home = createGatewayHome({ yaml });
await using gateway = await home.start({
  probe: PROBE,
  onMessage: (message) => {
    const sample = readSample(message);
    if (sample) samples.push(sample);
  },
});
await wait(2_500);
const before = lastOf(samples);

const ends = new Map<SoakEnd, number>();
let started = 0;
const endsAtMs = performance.now() + Number(values.minutes) * 60_000;
const lane = async (): Promise<void> => {
  while (performance.now() < endsAtMs) {
    started++;
    const end = await makeCall({ url: gateway.url, random });
    ends.set(end, (ends.get(end) ?? 0) + 1);
    await wait(random() * 20);
  }
};
const busyFrom = samples.length;
await Promise.all(Array.from({ length: Number(values.lanes) }, lane));
const busy = samples.slice(busyFrom);
await wait(QUIET_MS);
const after = lastOf(samples);
gateway.signal('SIGTERM');
const exitCode = await gateway.exited;

const run = {
  samples: busy.slice(Math.floor(busy.length * WARM_UP_SHARE)),
  before,
  after,
  ends,
  started,
  logged: await countLogged(),
  exitCode,
};
const findings = judgeSoak(run);
for (const { holds, text } of findings) console.log(`${holds ? '✓' : '✗'} ${text}`);
await Promise.all([troubled.close(), good.close()]);
process.exitCode = findings.every(({ holds }) => holds) ? 0 : 1;

function lastOf(from: readonly SoakSample[]): SoakSample {
  const last = from.at(-1);
  if (!last) throw new Error('the gateway says nothing about itself');
  return last;
}

async function countLogged(): Promise<number> {
  const store = await openSqliteStore({ dataDir: home.dataDir });
  let count = 0;
  let beforeId: string | undefined;
  for (;;) {
    const page = await store.listRequests({ limit: PAGE, beforeId });
    count += page.length;
    beforeId = page.at(-1)?.id;
    if (page.length < PAGE) break;
  }
  await store.close();
  return count;
}

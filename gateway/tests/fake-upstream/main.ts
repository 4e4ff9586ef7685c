import { parseArgs } from 'node:util';
import type { Behaviour } from './behaviour.ts';
import { startFakeUpstream } from './start-fake-upstream.ts';
import { startFastUpstream } from './start-fast-upstream.ts';

// A provider to play with, or to measure against, in a process of its own:
//   node gateway/tests/fake-upstream/main.ts --port 4801 --chunks 50
//   node gateway/tests/fake-upstream/main.ts --port 4801 --behaviour '{"status":503,"delayMs":20}'
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'delay-ms': { type: 'string' },
    'event-delay-ms': { type: 'string' },
    chunks: { type: 'string' },
    behaviour: { type: 'string' },
  },
});

const upstream = values.behaviour === undefined ? await startFast() : await startScripted(values.behaviour);
const url = `http://127.0.0.1:${upstream.port}`;
process.stdout.write(`fake upstream on ${url}\n`);
process.send?.({ ready: true, port: upstream.port, url });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void upstream.close().then(() => process.exit(0)));
}

function startFast() {
  const delayMs = numberOf(values['delay-ms']);
  const eventDelayMs = numberOf(values['event-delay-ms']);
  const chunks = numberOf(values.chunks);
  return startFastUpstream({
    port: Number(values.port),
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(eventDelayMs === undefined ? {} : { eventDelayMs }),
    ...(chunks === undefined ? {} : { chunks }),
  });
}

async function startScripted(text: string) {
  const behaviour: Behaviour = JSON.parse(text);
  const started = await startFakeUpstream({ port: Number(values.port) });
  started.script(behaviour);
  return started;
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

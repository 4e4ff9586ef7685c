import { expect, test } from 'vitest';
import type { Behaviour } from '../fake-upstream/behaviour.ts';
import { startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { readSlowly } from '../support/read-slowly.ts';
import { createGatewayHome } from '../support/spawn-gateway.ts';
import { routeYaml, TEST_KEY } from './start-test-gateway.ts';

test('fifty slow readers of a fast upstream stay under 600 MB: what they do not read is not fetched', async () => {
  const streams = 50;
  const { peakRss, begun, open, upstreamBytes } = await readSlowly({ streams, forMs: 8_000 });
  expect({ begun, open }).toEqual({ begun: streams, open: streams });
  // Each could have had 200 MB. What was written beyond what is read stands in the buffers of sockets.
  expect(upstreamBytes / streams).toBeLessThan(12_000_000);
  // How much of it is garbage that waits to be collected depends on how busy the machine is: the promise is the whole.
  expect(peakRss).toBeLessThan(600_000_000);
}, 60_000);

const HUGE: readonly (readonly [name: string, behaviour: Behaviour, stream: boolean])[] = [
  ['one event of a gigabyte', { floodBytes: 1_000_000_000 }, true],
  ['a body of a gigabyte', { floodBytes: 1_000_000_000 }, false],
  ['16 MB of headers', { headerPaddingBytes: 16_000_000 }, false],
  ['a gzip bomb', { gzipBombBytes: 10_000_000_000 }, false],
];

test.each(HUGE)(
  '%s is left to the next attempt, and adds at most 80 MB to the memory',
  async (_, behaviour, stream) => {
    const huge = await startFakeUpstream();
    const good = await startFakeUpstream();
    huge.script(behaviour);
    const yaml = routeYaml({ upstreams: { huge: huge.url, good: good.url } }).replaceAll(
      'timeout_ms: 300',
      'timeout_ms: 20000',
    );
    using home = createGatewayHome({ yaml: yaml.replaceAll(' timeout_ms: 2000', ' timeout_ms: 20000') });
    await using gateway = await home.start();
    const ask = async (): Promise<string> => {
      const response = await fetch(`${gateway.url}/v1/chat`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${TEST_KEY}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }], stream }),
      });
      return response.text();
    };
    // What the first request loads counts to no other.
    huge.script([{ status: 500 }]);
    await ask();
    huge.script(behaviour);
    const { peakRss: before } = gateway.memory();
    expect(await ask()).toContain('"attempt":2');
    expect(gateway.memory().peakRss - before).toBeLessThan(80_000_000);
    await Promise.all([huge.close(), good.close()]);
  },
  60_000,
);

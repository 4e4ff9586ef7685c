// Loaded before the gateway (`node --import`): tells its parent once a second how the process is.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const EVERY_MS = 1_000;
const RESOLUTION_MS = 10;

// It measures from one of its timers to the next: what is above the interval is delay.
const lifetime = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
lifetime.enable();
const second = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
second.enable();

setInterval(() => {
  const resources = process.getActiveResourcesInfo();
  const countOf = (/** @type {string} */ kind) => resources.filter((name) => name === kind).length;
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({
    kind: 'soak',
    rssBytes: rss,
    heapBytes: heapUsed,
    sockets: countOf('TCPSocketWrap'),
    timers: countOf('Timeout'),
    lifetimeDelayP99Ms: delayOf(lifetime.percentile(99)),
    worstDelayMs: delayOf(second.max),
  });
  second.reset();
}, EVERY_MS).unref();
// The gateway ends when it is done, not when its parent is.
process.channel?.unref();

/** @param {number} nanoseconds */
function delayOf(nanoseconds) {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
}

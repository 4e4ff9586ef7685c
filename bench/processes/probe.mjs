// Loaded before a measured program (`node --import`): tells its parent what it uses, and takes its CPU profile.
import { writeFileSync } from 'node:fs';
import { serveCalls } from './serve-calls.mjs';

const PROFILE_INTERVAL_MICROS = 200;

/** @type {import('node:inspector').Session | undefined} */
let session;

serveCalls({
  usage: () => {
    const { user, system } = process.cpuUsage();
    return { cpuMicros: user + system, rssBytes: process.memoryUsage.rss() };
  },
  startProfile: async () => {
    // Only now: what is not profiled must not pay for the inspector.
    const { Session } = await import('node:inspector');
    session = new Session();
    session.connect();
    await post('Profiler.enable');
    await post('Profiler.setSamplingInterval', { interval: PROFILE_INTERVAL_MICROS });
    await post('Profiler.start');
  },
  stopProfile: async (path) => {
    const { profile } = await post('Profiler.stop');
    session?.disconnect();
    session = undefined;
    writeFileSync(String(path), JSON.stringify(profile));
  },
});
// The program ends when it is done, not when its parent is.
process.channel?.unref();

/**
 * @param {string} method
 * @param {object} [parameters]
 * @returns {Promise<any>}
 */
function post(method, parameters = {}) {
  return new Promise((resolve, reject) => {
    session?.post(method, parameters, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

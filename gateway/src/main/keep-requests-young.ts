import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from making the objects of requests in the old generation. It counts, for each place in the code, how many of
 * the objects made there live long, and once they are many makes all of them old at once. Two thousand streams that are
 * open for some seconds teach it that; from then on everything that a request makes waits for a full collection, and keeps
 * what it refers to: 25 kB of each request outlived young collections instead of 1.6, each of which took 15 ms instead
 * of 2. What lives long is copied twice instead, which is next to nothing.
 */
export function keepRequestsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

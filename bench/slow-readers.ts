// `npx node bench/slow-readers.ts [streams] [seconds]`: what streams to slow readers cost the gateway's memory.
import { argv } from 'node:process';
import { readSlowly } from '../gateway/tests/support/read-slowly.ts';
import { describeMachine } from './report/describe-machine.ts';

const LIMIT_BYTES = 600_000_000;

const streams = Number(argv[2] ?? 500);
const seconds = Number(argv[3] ?? 30);
for (const line of describeMachine()) console.log(line);
const { rssBefore, peakRss, begun, open, upstreamBytes, readBytes } = await readSlowly({
  streams,
  forMs: seconds * 1_000,
});
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
console.log(
  `${streams} streams for ${seconds} s, each read at 1 KB/s; ${begun} had content, ${open} were open at the end`,
);
console.log(`the upstream could write ${megabytes(upstreamBytes)}, the clients read ${megabytes(readBytes)}`);
console.log(`gateway: ${megabytes(rssBefore)} before, ${megabytes(peakRss)} at most (limit ${megabytes(LIMIT_BYTES)})`);
process.exitCode = peakRss <= LIMIT_BYTES && begun === streams ? 0 : 1;

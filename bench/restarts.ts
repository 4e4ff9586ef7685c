// `npx node bench/restarts.ts [times]`: a gateway that is told to stop under load, again and again. No stream may be
// truncated, and no row of the log lost.
import { argv } from 'node:process';
import { type CallEnd, restartUnderLoad } from '../gateway/tests/support/restart-under-load.ts';
import { percentile } from './load/percentile.ts';
import { describeMachine } from './report/describe-machine.ts';

const LATEST_503_MS = 100;

const times = Number(argv[2] ?? 100);
for (const line of describeMachine()) console.log(line);
const { ends, unlogged, exits } = await restartUnderLoad({ restarts: times });
console.log(`${times} restarts under load:`);
console.log(`streams: ${[...ends].map(([end, count]) => `${count} ${end}`).join(', ')}`);
console.log(`rows that the log has lost: ${unlogged.length}`);
console.log(`exit codes: ${[...new Set(exits.map(({ code }) => code))].join(', ')}`);
console.log(`from the signal to the exit: ${spread(exits.map(({ tookMs }) => tookMs))}`);
const unready = exits.map(({ unreadyAfterMs }) => unreadyAfterMs).filter((ms) => ms !== undefined);
console.log(`from the signal to a 503 of the readiness probe: ${spread(unready)}`);
const countOf = (end: CallEnd): number => ends.get(end) ?? 0;
const holds =
  countOf('truncated') + countOf('dropped') + unlogged.length === 0 &&
  exits.every(({ code }) => code === 0) &&
  unready.every((ms) => ms <= LATEST_503_MS);
process.exitCode = holds ? 0 : 1;

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other);
  return [0.5, 0.99, 1].map((share) => `p${share * 100} ${percentile(sorted, share).toFixed(0)} ms`).join(', ');
}

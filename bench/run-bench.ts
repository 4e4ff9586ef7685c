// `npm run bench`: what LatentKit costs, in multiples of the least that a gateway in Node can cost (docs/benchmarks.md).
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type BenchOptions, readOptions, USAGE } from './bench-options.ts';
import { type Rig, startRig } from './bench-rig.ts';
import { buildGateway } from './build-gateway.ts';
import { checkAnswers } from './check-answers.ts';
import { countLoggedRequests } from './count-logged-requests.ts';
import { measureOpenStreams } from './measures/measure-open-streams.ts';
import { createRequestCount } from './measures/request-count.ts';
import { runRound } from './measures/run-round.ts';
import type { Sample } from './measures/samples.ts';
import { takeProfiles } from './measures/take-profile.ts';
import { warmUp } from './measures/warm-up.ts';
import { readUsage } from './processes/process-usage.ts';
import { describeMachine } from './report/describe-machine.ts';
import { largestRatio, readGoals } from './report/goals.ts';
import { writeProfiles } from './report/write-profile.ts';
import { isLogWhole, type Results, writeReport } from './report/write-report.ts';

const TOP_FUNCTIONS = 30;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const args = process.argv.slice(2);
const options = readOptions(args);
if (options === 'help') console.log(USAGE);
else if (options.profile) await profile(options);
else await bench(options);

async function bench(chosen: BenchOptions): Promise<void> {
  const machine = describeMachine();
  const rig = await start(chosen);
  try {
    const results = await measureAll({ rig, options: chosen, machine });
    const report = writeReport(results);
    console.log(report);
    if (chosen.outPath !== undefined) writeFileSync(chosen.outPath, report);
    judge({ results, mostRatio: chosen.mostRatio });
  } finally {
    await rig.dispose();
  }
}

async function profile({ durations, warmUpRequests, entry }: BenchOptions): Promise<void> {
  const rig = await start({ entry });
  try {
    const count = createRequestCount();
    progress('warming up');
    await warmUp({ rig, requests: warmUpRequests, count });
    progress('profiling');
    const profiles = await takeProfiles({ rig, durationMs: durations.profile, count });
    console.log(writeProfiles({ profiles, top: TOP_FUNCTIONS }));
    console.log(`\n${profiles.map(({ path }) => path).join('\n')}`);
  } finally {
    await rig.dispose();
  }
}

async function start({ entry }: Pick<BenchOptions, 'entry'>): Promise<Rig> {
  progress('building and starting');
  return startRig({ entry: entry === undefined ? buildGateway() : resolve(entry) });
}

interface MeasureInput {
  readonly rig: Rig;
  readonly options: BenchOptions;
  readonly machine: readonly string[];
}

async function measureAll({ rig, options, machine }: MeasureInput): Promise<Results> {
  const { durations, rounds, quick, warmUpRequests } = options;
  const count = createRequestCount();
  count.answered += await checkAnswers(rig);
  progress('memory with open streams');
  // Before the heavy loads: the heap that they leave behind would be counted too.
  const openStreams = await measureOpenStreams({ rig, count });
  progress('warming up');
  await warmUp({ rig, requests: warmUpRequests, count });
  const samples: Sample[] = [];
  for (let round = 1; round <= rounds; round++) {
    const onMeasure = (measure: string) => progress(`round ${round} of ${rounds}: ${measure}`);
    samples.push(...(await runRound({ rig, round, durations, count, onMeasure })));
  }
  const { rssBytes: lastBytes } = await readUsage(rig.gateway);
  if (!quick) progress('profiling');
  const profiles = quick ? [] : await takeProfiles({ rig, durationMs: durations.profile, count });
  await rig.stopGateway();
  return {
    ...{ samples, rounds, openStreams, lastBytes, count, profiles, machine },
    idleBytes: rig.idleBytes,
    logged: countLoggedRequests(rig),
    command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    date: new Date().toISOString().slice(0, 10),
  };
}

function judge({ results, mostRatio }: { results: Results; mostRatio: number | undefined }): void {
  const { count } = results;
  const complain = (message: string) => {
    console.error(message);
    process.exitCode = 1;
  };
  if (count.failed > 0) complain(`${count.failed} requests failed; the first: ${count.firstFailure}`);
  if (!isLogWhole(results)) complain('The request log is not what was sent.');
  const ratio = largestRatio(readGoals(results));
  if (mostRatio !== undefined && !(ratio <= mostRatio)) {
    complain(`${ratio.toFixed(2)} × the floor's CPU is beyond the ${mostRatio} × of --check.`);
  }
}

function progress(message: string): void {
  console.error(`… ${message}`);
}
